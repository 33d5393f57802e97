package io.espalier.cli.grid;

import java.io.PrintWriter;
import java.util.List;

/** Redraws lines in place on a terminal. Used from one thread. */
public final class Screen {
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String CLEAR_ALL = "\u001b[H\u001b[2J";

  private final PrintWriter out;
  private int drawn;

  /** A screen that begins below the cursor. */
  public Screen(PrintWriter out) {
    this.out = out;
  }

  /** Empties the terminal; what is drawn next begins at its top. */
  public void clear() {
    out.print(CLEAR_ALL);
    drawn = 0;
  }

  /** Replaces what was drawn before; no line may be wider than the terminal. */
  public void draw(List<String> lines) {
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append("\u001b[").append(drawn).append('A');
    }
    text.append('\r');
    lines.forEach(line -> text.append(CLEAR_LINE).append(line).append('\n'));
    text.append(CLEAR_BELOW);
    out.print(text);
    out.flush();
    drawn = lines.size();
  }
}
