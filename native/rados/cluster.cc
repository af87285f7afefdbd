#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

struct ConnectOptions {
  std::string cluster;                   // "ceph"
  std::string name;                      // "client.admin"
  std::optional<std::string> conf;       // a path, or nothing for the library's own search path
  bool confRequired = false;             // whether a missing conf file is an error
  std::vector<std::string> environment;  // what CEPH_ARGS says: what Ceph does not know of it is passed over
  std::vector<std::string> args;         // as on the command line of a Ceph tool
  std::vector<std::pair<std::string, std::string>> config;

  static constexpr auto fields() {
    using O = ConnectOptions;
    return fieldsOf(field("cluster", &O::cluster), field("name", &O::name), field("conf", &O::conf),
                    field("confRequired", &O::confRequired), field("environment", &O::environment),
                    field("args", &O::args), field("config", &O::config));
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

// By the numbers of Ceph's releases: 16 is Pacific. Negative where nothing is set.
struct MinCompatibleClient {
  int inUse, required;

  static constexpr auto fields() {
    using C = MinCompatibleClient;
    return fieldsOf(field("inUse", &C::inUse), field("required", &C::required));
  }
};

// A text that librados made, and frees.
class RadosText {
 public:
  ~RadosText() {
    if (text != nullptr) symbols().rados_buffer_free(text);
  }

  char* text = nullptr;
};

std::string getOption(rados_t cluster, const std::string& option) {
  return grownText("rados_conf_get", 256, [&](char* value, size_t* size) {
    const int result = symbols().rados_conf_get(cluster, option.c_str(), value, *size);
    if (result == -ENOENT) throw Failure("option", "Ceph does not know the option " + option).with("option", option);
    return result;
  });
}

void setOption(rados_t cluster, const std::string& option, const std::string& value) {
  const int result = symbols().rados_conf_set(cluster, option.c_str(), value.c_str());
  if (result >= 0) return;
  // The value stays out of the message: it may be a key.
  const char* reason = result == -ENOENT ? "Ceph does not know the option " : "Ceph refuses the value of the option ";
  throw Failure("option", reason + option).with("option", option);
}

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
    if (result >= 0 || (result == -ENOENT && !required)) return;
    const std::string file = path ? "the conf file '" + *path + "'" : "a conf file on Ceph's search path";
    throw failure("rados_conf_read_file", result)
        .with("sentence", result == -ENOENT ? file + " does not exist" : file + " cannot be read as a ceph.conf");
  }

  // Not by rados_conf_parse_env, which remembers the CEPH_ARGS that the process began with. It is left the other
  // variables that Ceph reads (CEPH_KEYRING).
  void parseEnvironment(const std::vector<std::string>& arguments) {
    check("rados_conf_parse_env", symbols().rados_conf_parse_env(cluster_, "CEPHVIRT_NO_ARGS"));
    parse(arguments);
  }

  void parseArguments(const std::vector<std::string>& arguments) {
    for (const std::string& unknown : parse(arguments)) {
      // What is no option, and what is behind an equals sign or a space, may be a key.
      const std::string option =
          unknown.starts_with("-") ? unknown.substr(0, unknown.find_first_of("= \t\n")) : "that is no option";
      throw Failure("option", "Ceph does not know the argument " + option).with("option", option);
    }
  }

  void set(const std::string& option, const std::string& value) { setOption(cluster_, option, value); }

  std::string option(const char* name) { return getOption(cluster_, name); }

  // What librados keeps to by blocking whoever submits, this package keeps to by letting calls wait (see the TypeScript
  // layer): the thread of JavaScript never stops. Zero is no limit.
  InFlightLimits takeLimits() {
    constexpr const char* kOperations = "objecter_inflight_ops";
    constexpr const char* kBytes = "objecter_inflight_op_bytes";
    const InFlightLimits limits{strtoull(option(kOperations).c_str(), nullptr, 10),
                                strtoull(option(kBytes).c_str(), nullptr, 10)};
    set(kOperations, "0");
    set(kBytes, "0");
    return limits;
  }

  void connect(const std::string& name) {
    const int result = symbols().rados_connect(cluster_);
    if (result >= 0) return;
    Failure refused = failure("rados_connect", result);
    const std::string monitors = option("mon_host");
    if (result == -ENOENT && monitors.empty()) {
      refused.with("sentence", "no monitor is known: neither `monHost` nor mon_host in a conf file");
    } else if (result == -ENOENT) {
      refused.with("sentence", "no key for " + name + " in " + option("keyring"));
    } else if (result == -EACCES || result == -EPERM) {
      refused.with("sentence",
                   "the cluster does not let " + name + " in: there is no such user, or its key is another");
    } else if (result == -ETIMEDOUT) {
      refused.with("sentence", "no answer from the monitors " + monitors);
    } else if (result == -EINVAL) {
      refused.with("sentence", "the key, or the address of a monitor, is malformed: " + monitors);
    } else if (result == -EIO) {
      refused.with("sentence", "no keyring can be read in " + option("keyring"));
    }
    throw refused;
  }

 private:
  // Answers what Ceph did not know.
  std::vector<std::string> parse(const std::vector<std::string>& arguments) {
    if (arguments.empty()) return {};
    std::vector<const char*> argv{"cephvirt"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    std::vector<const char*> rest(argv.size());
    check("rados_conf_parse_argv_remainder",
          symbols().rados_conf_parse_argv_remainder(cluster_, static_cast<int>(argv.size()), argv.data(), rest.data()));
    std::vector<std::string> unknown;
    for (size_t index = 1; index < rest.size() && rest[index] != nullptr; ++index) unknown.emplace_back(rest[index]);
    return unknown;
  }

  rados_t cluster_ = nullptr;
};

}  // namespace

std::string fsidOf(Cluster& cluster) {
  return grownText("rados_cluster_fsid", 37,
                   [&](char* text, size_t* size) { return symbols().rados_cluster_fsid(cluster.get(), text, *size); });
}

void Cluster::release() { symbols().rados_shutdown(cluster_); }

void bindCluster(Library& rados) {
  rados.blocking("connect", [](const std::shared_ptr<Executor>& executor, const ConnectOptions& options) {
    library().require();
    Client client(options.cluster, options.name);
    client.readConf(options.conf, options.confRequired);
    client.parseEnvironment(options.environment);
    client.parseArguments(options.args);
    for (const auto& [option, value] : options.config) client.set(option, value);
    const InFlightLimits limits = client.takeLimits();
    client.connect(options.name);
    return Handle::create<Cluster>(executor, client.keep(), limits);
  });

  rados.blocking("fsid", [](Cluster& cluster) { return fsidOf(cluster); });

  rados.blocking("clusterStat", [](Cluster& cluster) {
    rados_cluster_stat_t stat{};
    check("rados_cluster_stat", symbols().rados_cluster_stat(cluster.get(), &stat));
    return ClusterStat{stat.kb * 1024, stat.kb_used * 1024, stat.kb_avail * 1024, stat.num_objects};
  });

  rados.blocking("instanceId", [](Cluster& cluster) { return Id{symbols().rados_get_instance_id(cluster.get())}; });

  rados.blocking("waitForLatestOsdMap", [](Cluster& cluster) {
    check("rados_wait_for_latest_osdmap", symbols().rados_wait_for_latest_osdmap(cluster.get()));
  });

  rados.blocking("addresses", [](Cluster& cluster) {
    RadosText addresses;
    check("rados_getaddrs", symbols().rados_getaddrs(cluster.get(), &addresses.text));
    return std::string(addresses.text);
  });

  rados.blocking("minCompatibleClient", [](Cluster& cluster) {
    int8_t inUse = 0;
    int8_t required = 0;
    check("rados_get_min_compatible_client",
          symbols().rados_get_min_compatible_client(cluster.get(), &inUse, &required));
    return MinCompatibleClient{inUse, required};
  });

  rados.blocking("minCompatibleOsd", [](Cluster& cluster) {
    int8_t required = 0;
    check("rados_get_min_compatible_osd", symbols().rados_get_min_compatible_osd(cluster.get(), &required));
    return static_cast<int>(required);
  });

  rados.blocking("pingMonitor", [](Cluster& cluster, const std::string& monitor) {
    RadosText reply;
    size_t size = 0;
    check("rados_ping_monitor", symbols().rados_ping_monitor(cluster.get(), monitor.c_str(), &reply.text, &size));
    return std::string(reply.text != nullptr ? reply.text : "", size);
  });

  rados.blocking("blocklistAdd", [](Cluster& cluster, std::string address, uint32_t seconds) {
    if (symbols().rados_blocklist_add) {
      check("rados_blocklist_add", symbols().rados_blocklist_add(cluster.get(), address.data(), seconds));
    } else {
      check("rados_blacklist_add", symbols().rados_blacklist_add(cluster.get(), address.data(), seconds));
    }
  });

  rados.immediate("inFlightLimits", [](Cluster& cluster) { return cluster.limits(); });

  rados.blocking("configGet",
                 [](Cluster& cluster, const std::string& option) { return getOption(cluster.get(), option); });

  rados.blocking("configSet", [](Cluster& cluster, const std::string& option, const std::string& value) {
    setOption(cluster.get(), option, value);
  });
}

}  // namespace cephvirt::rados
