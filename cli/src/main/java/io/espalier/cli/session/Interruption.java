package io.espalier.cli.session;

import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.terminal.Signals;
import java.util.concurrent.CompletableFuture;

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

  /** Whether {@link #asked} is handled from now on. */
  void orderly(boolean on) {
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
