#pragma once

// Included before all else in every file, by the compiler's -include: what is built here runs with glibc 2.28 and the
// C++ library of GCC 8, as Node itself does, although it is built with newer ones. Where their headers would ask for
// what only newer releases export, this takes the older version that all of them still have. Of the compiler's newer
// libraries nothing helps against std::filesystem, std::exception_ptr, std::future, stat() and pow(): they are not used
// here (test/package/binaries.test.ts would fail).
#include <bits/c++config.h>

#if defined(__GLIBC__) && defined(__GLIBCXX__) && (defined(__x86_64__) || defined(__aarch64__))

// Waiting by the steady clock goes through the other one: pthread_cond_clockwait and its like came with glibc 2.30.
#undef _GLIBCXX_USE_PTHREAD_COND_CLOCKWAIT
#undef _GLIBCXX_USE_PTHREAD_MUTEX_CLOCKLOCK
#undef _GLIBCXX_USE_PTHREAD_RWLOCK_CLOCKLOCK

#ifdef __x86_64__
#define CEPHVIRT_GLIBC_FIRST "GLIBC_2.2.5"
#define CEPHVIRT_GLIBC_2_12 "GLIBC_2.12"
#else
#define CEPHVIRT_GLIBC_FIRST "GLIBC_2.17"
#define CEPHVIRT_GLIBC_2_12 "GLIBC_2.17"
#endif
#define CEPHVIRT_OLDER(name, version) __asm__(".symver " #name "," #name "@" version);

// With glibc 2.34 these moved into libc.so.6 from libraries of their own, and got a new version with it.
CEPHVIRT_OLDER(dlopen, CEPHVIRT_GLIBC_FIRST)
CEPHVIRT_OLDER(dlclose, CEPHVIRT_GLIBC_FIRST)
CEPHVIRT_OLDER(dlsym, CEPHVIRT_GLIBC_FIRST)
CEPHVIRT_OLDER(dlvsym, CEPHVIRT_GLIBC_FIRST)
CEPHVIRT_OLDER(dlerror, CEPHVIRT_GLIBC_FIRST)
CEPHVIRT_OLDER(pthread_once, CEPHVIRT_GLIBC_FIRST)
CEPHVIRT_OLDER(pthread_rwlock_rdlock, CEPHVIRT_GLIBC_FIRST)
CEPHVIRT_OLDER(pthread_rwlock_wrlock, CEPHVIRT_GLIBC_FIRST)
CEPHVIRT_OLDER(pthread_rwlock_unlock, CEPHVIRT_GLIBC_FIRST)
CEPHVIRT_OLDER(pthread_setname_np, CEPHVIRT_GLIBC_2_12)

// std::condition_variable::wait(std::unique_lock<std::mutex>&): a second version came with GCC 12.
CEPHVIRT_OLDER(_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE, "GLIBCXX_3.4.11")

#undef CEPHVIRT_OLDER
#undef CEPHVIRT_GLIBC_2_12
#undef CEPHVIRT_GLIBC_FIRST

#endif
