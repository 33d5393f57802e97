package io.espalier.cli.session;

import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.terminal.Signals;
import java.util.concurrent.CompletableFuture;

/** Ctrl-C: the first asks for an orderly stop, the second ends the process at once. */
public final class Interruption implements AutoCloseable {
  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final Signals signals = Signals.onInterrupt(this::ask);

  /** Completes with the first Ctrl-C. */
  CompletableFuture<Void> asked() {
    return asked;
  }

  private void ask() {
    if (!asked.complete(null)) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
  }

  @Override
  public void close() {
    signals.close();
  }
}
