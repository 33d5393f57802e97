package io.espalier.cli.session;

import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.terminal.Signals;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C. While a run is walked the first asks for an orderly stop and the second ends the process
 * at once; before and after that, such as in a download, already the first does. Ending at once
 * loses nothing that was recorded: it is what a kill does.
 */
public final class Interruption implements AutoCloseable {
  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private volatile boolean orderly;
  private final Signals signals = Signals.onInterrupt(this::ask);

  /** Completes with the first Ctrl-C. */
  CompletableFuture<Void> asked() {
    return asked;
  }

  /** Waits for the first Ctrl-C; returns whether there was one in that time. */
  public boolean within(Duration time) {
    try {
      asked.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException goOn) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Whether {@link #asked} is handled from now on. */
  public void orderly(boolean on) {
    orderly = on;
  }

  private void ask() {
    if (!orderly || !asked.complete(null)) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
  }

  @Override
  public void close() {
    signals.close();
  }
}
