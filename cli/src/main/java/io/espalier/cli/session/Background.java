package io.espalier.cli.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Work that is done while its caller does something else; it does not keep the process alive. */
final class Background<T> {
  private final CompletableFuture<T> work = new CompletableFuture<>();

  private Background() {}

  /** Begins, in a thread of this name. */
  static <T> Background<T> begin(String name, Callable<T> work) {
    Background<T> background = new Background<>();
    Thread thread = new Thread(() -> background.run(work), name);
    thread.setDaemon(true);
    thread.start();
    return background;
  }

  private void run(Callable<T> callable) {
    try {
      work.complete(callable.call());
    } catch (Throwable thrown) {
      work.completeExceptionally(thrown);
    }
  }

  /** Waits for its end, however it ends; returns whether that was in time. */
  boolean within(Duration patience) {
    try {
      work.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException ended) {
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits for what came of it; throws what the work threw, an IOException unchecked. */
  T get() {
    try {
      return work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException io) {
        throw new UncheckedIOException(io);
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Does something with the result as soon as there is one. */
  void then(Consumer<T> use) {
    var unused = work.thenAccept(use);
  }
}
