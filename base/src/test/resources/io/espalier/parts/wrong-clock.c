/*
 * Loaded before libc: a process whose clock of the day is off by as many seconds as the file says
 * that WRONG_CLOCK names, eight bytes in the machine's order, read with every look. What measures
 * durations is left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t *off;
static int (*wait_until)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
static int (*look)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
  int file = open(getenv("WRONG_CLOCK"), O_RDONLY);
  void *mapped = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
  if (file < 0 || mapped == MAP_FAILED) abort();
  close(file);
  look = dlsym(RTLD_NEXT, "clock_gettime");
  /* Without a version the oldest is found, which knows other conditions. */
  wait_until = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
  if (wait_until == NULL) wait_until = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
  off = mapped;
}

int clock_gettime(clockid_t clock, struct timespec *to) {
  int code = look != NULL ? look(clock, to) : (int)syscall(SYS_clock_gettime, clock, to);
  if (code == 0 && off != NULL && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    to->tv_sec += *off;
  return code;
}

int gettimeofday(struct timeval *restrict to, void *restrict zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  to->tv_sec = now.tv_sec;
  to->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *to) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to != NULL) *to = now.tv_sec;
  return now.tv_sec;
}

/* A time of the day is told from one since the machine began by its size. */
int pthread_cond_timedwait(
    pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
    const struct timespec *restrict until) {
  struct timespec right = *until;
  if (right.tv_sec > 1000000000) right.tv_sec -= *off;
  return wait_until(condition, mutex, &right);
}
