#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

// What a command answers. A refusal is an answer too: `code` is negative and `status` holds the daemon's own sentence.
struct CommandReply {
  int code = 0;
  Bytes output;
  std::string status;

  static constexpr auto fields() {
    using R = CommandReply;
    return fieldsOf(field("code", &R::code), field("output", &R::output), field("status", &R::status));
  }
};

// The two buffers that a command fills and that librados frees.
class CommandOutput {
 public:
  ~CommandOutput() {
    if (output != nullptr) symbols().rados_buffer_free(output);
    if (status != nullptr) symbols().rados_buffer_free(status);
  }

  CommandReply reply(int code) const {
    return {code,
            {std::string(output != nullptr ? output : "", outputSize)},
            std::string(status != nullptr ? status : "", statusSize)};
  }

  char* output = nullptr;
  size_t outputSize = 0;
  char* status = nullptr;
  size_t statusSize = 0;
};

template <class Call>
CommandReply run(const std::string& command, Call call) {
  const char* commands[] = {command.c_str()};
  CommandOutput out;
  const int code = call(commands, &out.output, &out.outputSize, &out.status, &out.statusSize);
  return out.reply(code);
}

}  // namespace

void bindCommands(Library& rados) {
  rados.blocking("monCommand", [](Cluster& cluster, const std::string& command, const Bytes& input) {
    return run(command, [&](const char** commands, auto... out) {
      return symbols().rados_mon_command(cluster.get(), commands, 1, input.data.data(), input.data.size(), out...);
    });
  });

  rados.blocking("monCommandTarget",
                 [](Cluster& cluster, const std::string& monitor, const std::string& command, const Bytes& input) {
                   return run(command, [&](const char** commands, auto... out) {
                     return symbols().rados_mon_command_target(cluster.get(), monitor.c_str(), commands, 1,
                                                               input.data.data(), input.data.size(), out...);
                   });
                 });

  rados.blocking("mgrCommand", [](Cluster& cluster, const std::string& command, const Bytes& input) {
    return run(command, [&](const char** commands, auto... out) {
      return symbols().rados_mgr_command(cluster.get(), commands, 1, input.data.data(), input.data.size(), out...);
    });
  });

  rados.blocking("mgrCommandTarget",
                 [](Cluster& cluster, const std::string& manager, const std::string& command, const Bytes& input) {
                   return run(command, [&](const char** commands, auto... out) {
                     return symbols().rados_mgr_command_target(cluster.get(), manager.c_str(), commands, 1,
                                                               input.data.data(), input.data.size(), out...);
                   });
                 });

  rados.blocking("osdCommand", [](Cluster& cluster, int osd, const std::string& command, const Bytes& input) {
    return run(command, [&](const char** commands, auto... out) {
      return symbols().rados_osd_command(cluster.get(), osd, commands, 1, input.data.data(), input.data.size(), out...);
    });
  });

  rados.blocking("pgCommand",
                 [](Cluster& cluster, const std::string& group, const std::string& command, const Bytes& input) {
                   return run(command, [&](const char** commands, auto... out) {
                     return symbols().rados_pg_command(cluster.get(), group.c_str(), commands, 1, input.data.data(),
                                                       input.data.size(), out...);
                   });
                 });
}

}  // namespace cephvirt::rados
