package io.espalier.cli.grid;

import java.util.Map;

/** Colours for the words that stand for states. */
final class Colours {
  private static final String RESET = "\u001b[0m";
  private static final Map<String, String> BY_STATE =
      Map.of(
          "EXECUTED", "\u001b[32m",
          "CACHED", "\u001b[36m",
          "RUNNING", "\u001b[33m",
          "RETRY", "\u001b[35m",
          "WAITS", "\u001b[35m",
          "FAILED", "\u001b[31m",
          "upstream_failed", "\u001b[31m");

  private Colours() {}

  /** The line with its states in colour; takes no more room on the terminal. */
  static String of(String line) {
    String coloured = line;
    for (Map.Entry<String, String> state : BY_STATE.entrySet()) {
      coloured =
          coloured.replaceAll(
              "\\b" + state.getKey() + "\\b", state.getValue() + state.getKey() + RESET);
    }
    return coloured;
  }
}
