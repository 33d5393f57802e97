package io.espalier.catalog;

import java.util.List;

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

  /** The name used in files, such as {@code magnitude}; lower case, digits and dashes. */
  String name();

  /**
   * Part of every step key that uses this; raise it whenever the same input may give other bytes.
   */
  int version();

  /** One sentence for {@code --help}, the generated reference and the report. */
  String summary();

  /** What was wrong with earlier versions: whoever raises {@link #version} to mend it says so. */
  default List<KnownFault> knownFaults() {
    return List.of();
  }
}
