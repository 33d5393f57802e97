package io.espalier.prune;

import java.util.List;

/** What a scope is given: counts and shapes. */
public interface ScopeContext {
  /** What can be pruned, in the order in which equal scores go. */
  List<PieceGroup> groups();

  /** How many pieces of a group are not pruned yet. */
  default long left(PieceGroup group) {
    return left(List.of(group));
  }

  /** How many pieces of some groups together are not pruned yet. */
  long left(List<PieceGroup> groups);

  /**
   * How many pieces of some groups together the file asks to keep: a density of all of them, or
   * what a fraction leaves of those that are left, exactly, halves to even.
   */
  long keep(List<PieceGroup> groups);

  /**
   * The scope's settings, every value of them.
   *
   * @param type the record that its {@code settings()} names
   */
  <S extends Record> S settings(Class<S> type);
}
