#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

struct ConnectOptions {
  std::string cluster;              // "ceph"
  std::string name;                 // "client.admin"
  std::optional<std::string> conf;  // a path, or nothing for the library's own search path
  bool confRequired = false;        // whether a missing conf file is an error
  std::vector<std::string> args;    // as on the command line of a Ceph tool
  std::vector<std::pair<std::string, std::string>> config;

  static constexpr auto fields() {
    using O = ConnectOptions;
    return fieldsOf(field("cluster", &O::cluster), field("name", &O::name), field("conf", &O::conf),
                    field("confRequired", &O::confRequired), field("args", &O::args), field("config", &O::config));
  }
};

struct ClusterStat {
  uint64_t totalBytes, usedBytes, availableBytes, objects;

  static constexpr auto fields() {
    using S = ClusterStat;
    return fieldsOf(field("totalBytes", &S::totalBytes), field("usedBytes", &S::usedBytes),
                    field("availableBytes", &S::availableBytes), field("objects", &S::objects));
  }
};

// A client that is configured but not connected: shut down if anything on the way to the connection fails.
class Client {
 public:
  Client(const std::string& cluster, const std::string& name) {
    check("rados_create2", symbols().rados_create2(&cluster_, cluster.c_str(), name.c_str(), 0));
  }
  ~Client() {
    if (cluster_ != nullptr) symbols().rados_shutdown(cluster_);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  rados_t get() const { return cluster_; }
  rados_t keep() { return std::exchange(cluster_, nullptr); }

  void readConf(const std::optional<std::string>& path, bool required) {
    const int result = symbols().rados_conf_read_file(cluster_, path ? path->c_str() : nullptr);
    if (result == -ENOENT && !required) return;
    check("rados_conf_read_file", result);
  }

  void parseArguments(std::vector<std::string> arguments) {
    std::vector<const char*> argv{"cephvirt"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    std::vector<const char*> rest(argv.size());
    check("rados_conf_parse_argv_remainder",
          symbols().rados_conf_parse_argv_remainder(cluster_, static_cast<int>(argv.size()), argv.data(), rest.data()));
    for (size_t index = 1; index < rest.size(); ++index) {
      if (rest[index] == nullptr) break;
      throw Failure("option", std::string("Ceph does not know the argument ") + rest[index])
          .with("option", std::string(rest[index]));
    }
  }

  void set(const std::string& option, const std::string& value) {
    const int result = symbols().rados_conf_set(cluster_, option.c_str(), value.c_str());
    if (result >= 0) return;
    // The value stays out of the message: it may be a key.
    const char* reason = result == -ENOENT ? "Ceph does not know the option " : "Ceph refuses the value of the option ";
    throw Failure("option", reason + option).with("option", option);
  }

 private:
  rados_t cluster_ = nullptr;
};

}  // namespace

void Cluster::release() { symbols().rados_shutdown(cluster_); }

void bindCluster(Library& rados) {
  rados.blocking("connect", [](const std::shared_ptr<Executor>& executor, const ConnectOptions& options) {
    library().require();
    Client client(options.cluster, options.name);
    client.readConf(options.conf, options.confRequired);
    check("rados_conf_parse_env", symbols().rados_conf_parse_env(client.get(), nullptr));
    if (!options.args.empty()) client.parseArguments(options.args);
    for (const auto& [option, value] : options.config) client.set(option, value);
    check("rados_connect", symbols().rados_connect(client.get()));
    return Handle::create<Cluster>(executor, client.keep());
  });

  rados.blocking("fsid", [](Cluster& cluster) {
    return grownText("rados_cluster_fsid", 37,
                     [&](char* text, size_t size) { return symbols().rados_cluster_fsid(cluster.get(), text, size); });
  });

  rados.blocking("clusterStat", [](Cluster& cluster) {
    rados_cluster_stat_t stat{};
    check("rados_cluster_stat", symbols().rados_cluster_stat(cluster.get(), &stat));
    return ClusterStat{stat.kb * 1024, stat.kb_used * 1024, stat.kb_avail * 1024, stat.num_objects};
  });

  rados.blocking("instanceId", [](Cluster& cluster) { return Id{symbols().rados_get_instance_id(cluster.get())}; });

  rados.blocking("waitForLatestOsdMap", [](Cluster& cluster) {
    check("rados_wait_for_latest_osdmap", symbols().rados_wait_for_latest_osdmap(cluster.get()));
  });

  rados.blocking("configGet", [](Cluster& cluster, const std::string& option) {
    return grownText("rados_conf_get", 256, [&](char* text, size_t size) {
      return symbols().rados_conf_get(cluster.get(), option.c_str(), text, size);
    });
  });

  rados.blocking("configSet", [](Cluster& cluster, const std::string& option, const std::string& value) {
    check("rados_conf_set", symbols().rados_conf_set(cluster.get(), option.c_str(), value.c_str()));
  });
}

}  // namespace cephvirt::rados
