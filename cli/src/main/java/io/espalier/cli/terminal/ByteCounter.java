package io.espalier.cli.terminal;

import io.espalier.store.text.HumanFormat;
import java.io.PrintWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how much was read, in place; without one, nothing. Used from one thread. */
public final class ByteCounter implements Consumer<Long>, AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final String START_OF_LINE = "\r\u001b[2K";

  private final PrintWriter err;
  private final boolean terminal;
  private long drawnAt = System.nanoTime();
  private boolean drawn;

  /** A counter that writes here. */
  public ByteCounter(PrintWriter err, @Nullable Terminal terminal) {
    this.err = err;
    this.terminal = terminal != null;
  }

  @Override
  public void accept(Long bytes) {
    if (terminal && System.nanoTime() - drawnAt >= REDRAW_NANOS) {
      drawnAt = System.nanoTime();
      drawn = true;
      err.print(START_OF_LINE + "  " + HumanFormat.bytes(bytes) + " read …");
      err.flush();
    }
  }

  /** Takes the line away again. */
  @Override
  public void close() {
    if (drawn) {
      err.print(START_OF_LINE);
      err.flush();
    }
  }
}
