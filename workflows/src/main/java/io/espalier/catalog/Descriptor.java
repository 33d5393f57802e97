package io.espalier.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be named in an experiment file or a plan: a criterion, a network, a data set
 * or an operator.
 *
 * <p>Implementations are found by {@link java.util.ServiceLoader} under this one service type
 * (annotate the class with {@code @AutoService(Descriptor.class)}), so adding one takes one new
 * file.
 */
public interface Descriptor {
  /** What it is: {@code criterion}, {@code network}, {@code data}, {@code operator}, … */
  String kind();

  /**
   * The name used in files, such as {@code magnitude}: 1 to 100 lower-case letters, digits, dots,
   * dashes and underscores, the first a letter or a digit. A Dag's is a dag id.
   */
  String name();

  /**
   * Part of every step key that uses this; raise it whenever the same input may give other bytes.
   */
  int version();

  /** One sentence for {@code --help}, the generated reference and the report. */
  String summary();

  /**
   * The record that its settings are read into, null where it has none. What a file may hold is
   * read off its components, see {@link io.espalier.catalog.setting}.
   */
  default @Nullable Class<? extends Record> settings() {
    return null;
  }

  /** What was wrong with earlier versions: whoever raises {@link #version} to mend it says so. */
  default List<KnownFault> knownFaults() {
    return List.of();
  }
}
