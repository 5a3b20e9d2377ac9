// The shared object of librdkafka makes its threads and locks by <threads.h>, of which ThreadSanitizer
// knows nothing: a thread that it has not seen begin dies in the first function that it watches. Here they
// are POSIX threads and locks, as they are inside glibc anyway. In a program under TSan alone.
#if defined(__SANITIZE_THREAD__)

#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <utility>

namespace {

static_assert(sizeof(mtx_t) >= sizeof(pthread_mutex_t) && sizeof(cnd_t) >= sizeof(pthread_cond_t));

pthread_mutex_t* Of(mtx_t* mutex) { return reinterpret_cast<pthread_mutex_t*>(mutex); }
pthread_cond_t* Of(cnd_t* condition) { return reinterpret_cast<pthread_cond_t*>(condition); }
int Said(int error) {
  if (error == 0) return thrd_success;
  return error == ETIMEDOUT ? thrd_timedout : error == EBUSY ? thrd_busy : thrd_error;
}

using Work = std::pair<thrd_start_t, void*>;

void* Run(void* work) {
  const std::unique_ptr<Work> mine(static_cast<Work*>(work));
  return reinterpret_cast<void*>(static_cast<intptr_t>(mine->first(mine->second)));
}

}  // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t start, void* argument) {
  auto work = std::make_unique<Work>(start, argument);
  const int error = pthread_create(thread, nullptr, Run, work.get());
  if (error == 0) (void)work.release();
  return Said(error);
}
int thrd_join(thrd_t thread, int* result) {
  void* said = nullptr;
  const int error = pthread_join(thread, &said);
  if (result != nullptr) *result = static_cast<int>(reinterpret_cast<intptr_t>(said));
  return Said(error);
}

int mtx_init(mtx_t* mutex, int kind) {
  pthread_mutexattr_t how;
  pthread_mutexattr_init(&how);
  if ((kind & mtx_recursive) != 0) pthread_mutexattr_settype(&how, PTHREAD_MUTEX_RECURSIVE);
  const int error = pthread_mutex_init(Of(mutex), &how);
  pthread_mutexattr_destroy(&how);
  return Said(error);
}
void mtx_destroy(mtx_t* mutex) { pthread_mutex_destroy(Of(mutex)); }
int mtx_lock(mtx_t* mutex) { return Said(pthread_mutex_lock(Of(mutex))); }
int mtx_unlock(mtx_t* mutex) { return Said(pthread_mutex_unlock(Of(mutex))); }

int cnd_init(cnd_t* condition) { return Said(pthread_cond_init(Of(condition), nullptr)); }
void cnd_destroy(cnd_t* condition) { pthread_cond_destroy(Of(condition)); }
int cnd_signal(cnd_t* condition) { return Said(pthread_cond_signal(Of(condition))); }
int cnd_broadcast(cnd_t* condition) { return Said(pthread_cond_broadcast(Of(condition))); }
int cnd_wait(cnd_t* condition, mtx_t* mutex) {
  return Said(pthread_cond_wait(Of(condition), Of(mutex)));
}
int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* until) {
  return Said(pthread_cond_timedwait(Of(condition), Of(mutex), until));
}

void call_once(once_flag* flag, void (*once)(void)) {
  pthread_once(reinterpret_cast<pthread_once_t*>(flag), once);
}

}  // extern "C"

#endif
