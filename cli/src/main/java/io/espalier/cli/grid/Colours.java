package io.espalier.cli.grid;

import io.espalier.service.answer.Shown;
import java.util.Map;

/** Colours for the words that stand for states. */
final class Colours {
  private static final String RESET = "\u001b[0m";
  private static final Map<Shown, String> BY_STATE =
      Map.of(
          Shown.EXECUTED, "\u001b[32m",
          Shown.CACHED, "\u001b[36m",
          Shown.RUNNING, "\u001b[33m",
          Shown.RETRY, "\u001b[35m",
          Shown.WAITS, "\u001b[35m",
          Shown.FAILED, "\u001b[31m",
          Shown.UPSTREAM_FAILED, "\u001b[31m");

  private Colours() {}

  /** The line with its states in colour; takes no more room on the terminal. */
  static String of(String line) {
    String coloured = line;
    for (Map.Entry<Shown, String> state : BY_STATE.entrySet()) {
      String word = state.getKey().text();
      coloured = coloured.replaceAll("\\b" + word + "\\b", state.getValue() + word + RESET);
    }
    return coloured;
  }
}
