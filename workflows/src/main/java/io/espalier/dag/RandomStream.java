package io.espalier.dag;

import java.util.List;

/**
 * The root of the random numbers that a task may draw: every draw is a function of these values and
 * of what the operator appends to the path (layer, iteration, example).
 *
 * @param purpose {@code initialise}, {@code order}, {@code reinitialise}, {@code random-scores}, …
 * @param seed the experiment's seed
 * @param path the position that this purpose declares, such as {@code [replicate, round, draw]}
 */
public record RandomStream(String purpose, long seed, List<Long> path) {
  public RandomStream {
    path = List.copyOf(path);
  }
}
