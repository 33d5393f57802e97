package io.espalier.cli.terminal;

import io.espalier.data.fetch.FetchProgress;
import io.espalier.store.text.HumanFormat;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Shows a download: a bar on a terminal, else a line a file. Used from one thread. */
public final class FetchBar implements FetchProgress {
  private static final int CELLS = 30;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintWriter err;
  private final boolean terminal;
  private String shown = "";
  private long drawnAt;

  /** A bar that writes here. */
  public FetchBar(PrintWriter err, @Nullable Terminal terminal) {
    this.err = err;
    this.terminal = terminal != null;
  }

  @Override
  public void source(String source) {
    err.println("Fetching from " + source + " …");
    err.flush();
  }

  @Override
  public void bytes(String file, long done, long total) {
    if (!terminal) {
      if (!shown.equals(file)) {
        shown = file;
        err.println("  " + file + (total < 0 ? "" : ", " + HumanFormat.bytes(total)));
        err.flush();
      }
      return;
    }
    boolean complete = done == total;
    if (!complete && shown.equals(file) && System.nanoTime() - drawnAt < REDRAW_NANOS) {
      return;
    }
    shown = file;
    drawnAt = System.nanoTime();
    int filled = total <= 0 ? 0 : (int) (CELLS * done / total);
    err.print(
        "\r\u001b[2K  "
            + "█".repeat(filled)
            + "░".repeat(CELLS - filled)
            + " "
            + HumanFormat.bytes(done)
            + (total < 0 ? "" : " of " + HumanFormat.bytes(total))
            + "  "
            + file
            + (complete ? "\n" : ""));
    err.flush();
  }
}
