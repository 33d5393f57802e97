package io.espalier.store.thread;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that are never interrupted. One interrupt inside a database or channel call closes an H2
 * file for every connection, and callers are interrupted as a matter of course (a worker that shuts
 * down), so every such call runs here. The caller waits for the outcome whatever happens to it, and
 * finds its interrupt flag set afterwards. Thread-safe.
 */
public final class PrivateThreads implements AutoCloseable {
  private final ThreadGroup group;
  private final ExecutorService pool;

  /**
   * Makes a pool.
   *
   * @param name shown in thread dumps
   * @param size number of threads, ≥ 1
   */
  public PrivateThreads(String name, int size) {
    group = new ThreadGroup(name);
    AtomicInteger number = new AtomicInteger();
    pool =
        Executors.newFixedThreadPool(
            size,
            work -> {
              Thread thread = new Thread(group, work, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs the work on a private thread (on the caller's, if that is one) and returns its outcome.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public <T extends @Nullable Object> T call(Supplier<T> work) {
    try {
      return call(work, Integer.MAX_VALUE);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * As {@link #call(Supplier)}, but no longer than so many seconds; a computer that slept meanwhile
   * does not count its sleep. The work itself goes on.
   *
   * @throws TimeoutException when there is no outcome by then
   */
  public <T extends @Nullable Object> T call(Supplier<T> work, int seconds)
      throws TimeoutException {
    if (Thread.currentThread().getThreadGroup() == group) {
      return work.get();
    }
    Future<T> future;
    try {
      future = pool.submit(work::get);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the store is closed", e);
    }
    return outcome(future, seconds);
  }

  private static <T extends @Nullable Object> T outcome(Future<T> future, int seconds)
      throws TimeoutException {
    boolean interrupted = false;
    int waited = 0;
    try {
      while (true) {
        try {
          return future.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          if (++waited >= seconds) {
            throw e;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw rethrown(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException rethrown(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  /** Waits, on a private thread. */
  public static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts these threads", e);
    }
  }

  @Override
  public void close() {
    close(() -> {});
  }

  /** Takes no more work, waits for what is under way, then does the last thing and ends. */
  public void close(Runnable last) {
    pool.shutdown();
    Thread closer = new Thread(group, last, group.getName() + "-close");
    closer.setDaemon(true);
    boolean interrupted = false;
    boolean started = false;
    while (true) {
      try {
        if (!started && !pool.awaitTermination(1, TimeUnit.MINUTES)) {
          continue;
        }
        if (!started) {
          closer.start();
          started = true;
        }
        closer.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
