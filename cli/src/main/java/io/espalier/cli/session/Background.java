package io.espalier.cli.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that is done while its caller does something else; it does not keep the process alive. */
final class Background<T> {
  private final FutureTask<T> work;

  private Background(Callable<T> work) {
    this.work = new FutureTask<>(work);
  }

  /** Begins, in a thread of this name. */
  static <T> Background<T> begin(String name, Callable<T> work) {
    Background<T> background = new Background<>(work);
    Thread thread = new Thread(background.work, name);
    thread.setDaemon(true);
    thread.start();
    return background;
  }

  /** Waits for what came of it; throws what the work threw, an IOException unchecked. */
  T get() {
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw new UncheckedIOException(io);
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }
}
