package io.espalier.cli.session;

import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.terminal.Signals;
import java.util.concurrent.CompletableFuture;

/** Ctrl-C: the first asks for an orderly stop, the second ends the process at once. */
public final class Interruption {
  private final CompletableFuture<Void> asked = new CompletableFuture<>();

  /** Listens from now on, for the rest of this process. */
  public static Interruption listen() {
    Interruption interruption = new Interruption();
    Signals.onInterrupt(
        () -> {
          if (!interruption.asked.complete(null)) {
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
          }
        });
    return interruption;
  }

  /** Completes with the first Ctrl-C. */
  CompletableFuture<Void> asked() {
    return asked;
  }

  /** Whether there was one. */
  public boolean happened() {
    return asked.isDone();
  }

  /** As Ctrl-C does; for tests. */
  public void ask() {
    asked.complete(null);
  }
}
