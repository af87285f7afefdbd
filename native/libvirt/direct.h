#pragma once

#include "libvirt/calls.h"
#include "libvirt/parameters.h"

// The shapes that most functions of libvirt have, bound by their C types alone: what the generated files in generated/
// call. A function of another shape is bound by hand.
namespace cephvirt::libvirt {

// How a parameter of a C function is read from JavaScript, and handed on.
template <class A>
struct In {
  using Type = A;
  static A pass(A value) { return value; }
};
template <>
struct In<const char*> {
  using Type = const std::optional<std::string>&;
  static const char* pass(Type text) { return text ? text->c_str() : nullptr; }
};
template <>
struct In<virConnectPtr> {
  using Type = Connection&;
  static virConnectPtr pass(Type connection) { return connection.get(); }
};
template <class A>
requires requires { typename ObjectOf<A>::Type; }
struct In<A> {
  using Type = typename ObjectOf<A>::Type&;
  static A pass(Type object) { return object.get(); }
};

inline std::shared_ptr<Connection> connectionOf(Connection& connection) { return connection.shared<Connection>(); }
template <class Traits>
std::shared_ptr<Connection> connectionOf(Object<Traits>& object) {
  return object.connection();
}

// How what a C function returns goes out: a reference is ours from here on, and so is a text.
template <class R, class First>
auto result(R value, First& first) {
  if constexpr (requires { typename ObjectOf<R>::Type; }) {
    return record(connectionOf(first), value);
  } else if constexpr (std::is_same_v<R, char*>) {
    return owned(value);
  } else if constexpr (std::is_same_v<R, const char*>) {
    return std::string(value);
  } else {
    return value;
  }
}

// `int virNetworkSetAutostart(virNetworkPtr, int)`: every argument in, the result out.
template <class R, class First, class... A>
auto direct(const Symbol<R(First, A...)>& function) {
  return [&function](typename In<First>::Type first, typename In<A>::Type... arguments) {
    return result(call(function, In<First>::pass(first), In<A>::pass(arguments)...), first);
  };
}

// `int virNetworkIsActive(virNetworkPtr)`: 1 or 0.
template <class R, class... A>
auto truth(const Symbol<R(A...)>& function) {
  return [&function](typename In<A>::Type... arguments) { return call(function, In<A>::pass(arguments)...) != 0; };
}

// `const char *virNodeDeviceGetParent(virNodeDevicePtr)`: null where there is none.
template <class... A>
auto ifAny(const Symbol<const char*(A...)>& function) {
  return [&function](typename In<A>::Type... arguments) -> std::optional<std::string> {
    const char* text = function(In<A>::pass(arguments)...);
    return text != nullptr ? std::optional<std::string>(text) : std::nullopt;
  };
}

// `int virNetworkGetAutostart(virNetworkPtr, int *)`: the number that the call fills in.
template <class First, class Out, class... A>
auto answer(const Symbol<int(First, Out*, A...)>& function) {
  return [&function](typename In<First>::Type first, typename In<A>::Type... arguments) {
    Out value{};
    call(function, In<First>::pass(first), &value, In<A>::pass(arguments)...);
    return value;
  };
}

// The same, where the number is 1 or 0.
template <class First, class Out, class... A>
auto answerTruth(const Symbol<int(First, Out*, A...)>& function) {
  return [&function](typename In<First>::Type first, typename In<A>::Type... arguments) {
    Out value{};
    call(function, In<First>::pass(first), &value, In<A>::pass(arguments)...);
    return value != 0;
  };
}

// `int virConnectListAllNetworks(virConnectPtr, virNetworkPtr **, unsigned)`: the references that the call allocates.
template <class Parent, class Pointer>
auto list(const Symbol<int(Parent, Pointer**, unsigned)>& function) {
  return [&function](typename In<Parent>::Type parent, uint32_t flags) {
    List<typename ObjectOf<Pointer>::Traits> list;
    list.fill(function, In<Parent>::pass(parent), flags);
    return list.records(connectionOf(parent));
  };
}

// `int virDomainGetMessages(virDomainPtr, char ***, unsigned)`, also with arguments before: the texts that the call
// allocates. `int virDomainFSFreeze(virDomainPtr, const char **, unsigned, unsigned)`: texts in.
template <class Parent>
auto texts(const Symbol<int(Parent, char***, unsigned)>& function) {
  return [&function](typename In<Parent>::Type parent, uint32_t flags) {
    Texts texts;
    return texts.take(call(function, In<Parent>::pass(parent), texts.out(), flags));
  };
}
template <class Parent>
auto texts(const Symbol<int(Parent, const char*, char***, unsigned)>& function) {
  return [&function](typename In<Parent>::Type parent, const std::optional<std::string>& key, uint32_t flags) {
    Texts texts;
    return texts.take(call(function, In<Parent>::pass(parent), In<const char*>::pass(key), texts.out(), flags));
  };
}
template <class R, class First>
auto withTexts(const Symbol<R(First, const char**, unsigned, unsigned)>& function) {
  return [&function](typename In<First>::Type first, const std::vector<std::string>& given, uint32_t flags) {
    std::vector<const char*> pointers = pointersTo(given);
    const auto count = static_cast<unsigned>(given.size());
    return result(call(function, In<First>::pass(first), pointers.data(), count, flags), first);
  };
}
template <class R, class First>
auto withTexts(const Symbol<R(First, const char*, const char**, unsigned, unsigned)>& function) {
  return [&function](typename In<First>::Type first, const std::optional<std::string>& key,
                     const std::vector<std::string>& given, uint32_t flags) {
    std::vector<const char*> pointers = pointersTo(given);
    const auto count = static_cast<unsigned>(given.size());
    return result(call(function, In<First>::pass(first), In<const char*>::pass(key), pointers.data(), count, flags),
                  first);
  };
}

// `int virDomainGetNumaParameters(virDomainPtr, virTypedParameterPtr, int *, unsigned)`: asks how many there are, then
// for them. `int virDomainGetPerfEvents(virDomainPtr, virTypedParameterPtr *, int *, unsigned)`: the call allocates
// them. `int virDomainSetNumaParameters(virDomainPtr, virTypedParameterPtr, int, unsigned)`: they go in. Each also with
// an argument before them, which says of what.
template <class Object, class... Of>
auto filledParameters(const auto& function) {
  return [&function](typename In<Object>::Type object, typename In<Of>::Type... of, uint32_t flags) {
    return Parameters::filled([&](virTypedParameterPtr rows, int* count) {
      call(function, In<Object>::pass(object), In<Of>::pass(of)..., rows, count, flags);
    });
  };
}
template <class Object>
auto parameters(const Symbol<int(Object, virTypedParameterPtr, int*, unsigned)>& function) {
  return filledParameters<Object>(function);
}
template <class Object, class Of>
auto parameters(const Symbol<int(Object, Of, virTypedParameterPtr, int*, unsigned)>& function) {
  return filledParameters<Object, Of>(function);
}

template <class Count, class Object, class... Of>
auto allocatedParameters(const auto& function) {
  return [&function](typename In<Object>::Type object, typename In<Of>::Type... of, uint32_t flags) {
    virTypedParameterPtr rows = nullptr;
    Count count = 0;
    call(function, In<Object>::pass(object), In<Of>::pass(of)..., &rows, &count, flags);
    return Parameters::owning(rows, static_cast<size_t>(count));
  };
}
template <class Object, class Count>
auto parameters(const Symbol<int(Object, virTypedParameterPtr*, Count*, unsigned)>& function) {
  return allocatedParameters<Count, Object>(function);
}
template <class Object, class Of, class Count>
auto parameters(const Symbol<int(Object, Of, virTypedParameterPtr*, Count*, unsigned)>& function) {
  return allocatedParameters<Count, Object, Of>(function);
}

template <class Count, class Object, class... Of>
auto givenParameters(const auto& function) {
  return [&function](typename In<Object>::Type object, typename In<Of>::Type... of, const Parameters& parameters,
                     uint32_t flags) {
    call(function, In<Object>::pass(object), In<Of>::pass(of)..., parameters.rows(),
         static_cast<Count>(parameters.size()), flags);
  };
}
template <class Object, class Count>
requires std::is_integral_v<Count>
auto setParameters(const Symbol<int(Object, virTypedParameterPtr, Count, unsigned)>& function) {
  return givenParameters<Count, Object>(function);
}
template <class Object, class Of, class Count>
requires std::is_integral_v<Count>
auto setParameters(const Symbol<int(Object, Of, virTypedParameterPtr, Count, unsigned)>& function) {
  return givenParameters<Count, Object, Of>(function);
}
template <class Object, class Of, class Also, class Count>
requires std::is_integral_v<Count>
auto setParameters(const Symbol<int(Object, Of, Also, virTypedParameterPtr, Count, unsigned)>& function) {
  return givenParameters<Count, Object, Of, Also>(function);
}

}  // namespace cephvirt::libvirt
