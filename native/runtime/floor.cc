// What the C++ library's headers ask of newer libraries (see floor.h), answered here. Neither leaves this module: the
// linker exports nothing but what Node asks for.
#if defined(__GLIBC__) && defined(__GLIBCXX__) && (defined(__x86_64__) || defined(__aarch64__))

#include <new>

// glibc 2.32: whether the process has one thread only, where counting references would need no atomic operation. A
// process of Node has several.
extern "C" char __libc_single_threaded;
char __libc_single_threaded = 0;

// GCC 11: what new, std::deque and hash tables throw for a size below zero.
namespace std {
void __throw_bad_array_new_length();
void __throw_bad_array_new_length() { throw bad_array_new_length(); }
}  // namespace std

#endif
