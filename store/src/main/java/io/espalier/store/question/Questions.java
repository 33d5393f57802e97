package io.espalier.store.question;

import java.util.List;

/** Questions in SQL. Nothing that is asked can change the store or a file. */
public interface Questions {
  /** The most rows that one answer may have. */
  int MOST_ROWS = 100_000;

  /**
   * Asks one {@code SELECT}. Questions wait for each other.
   *
   * @param sql over the views and tables, in the dialect of the store's database
   * @param rows how many are given at the most, 1 to {@link #MOST_ROWS}
   * @throws RefusedQuestionException when it is no single {@code SELECT}, is wrong, or takes longer
   *     than a minute
   */
  default Answer ask(String sql, int rows) {
    return ask(sql, rows, List.of());
  }

  /**
   * Asks one {@code SELECT}, as {@link #ask(String, int)}, over some more tables as well.
   *
   * @param given tables that the store does not have
   */
  Answer ask(String sql, int rows, List<GivenTable> given);
}
