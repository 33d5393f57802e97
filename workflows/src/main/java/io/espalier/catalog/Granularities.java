package io.espalier.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The granularity of every layer.
 *
 * @param usual of layers that are not among the others
 * @param others by layer name
 */
public record Granularities(Granularity usual, SortedMap<String, Granularity> others) {
  public Granularities {
    others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
  }

  /** The same one for all layers. */
  public static Granularities of(Granularity all) {
    return new Granularities(all, Collections.emptySortedMap());
  }

  /**
   * Those that parameters name.
   *
   * @param others by layer name, null for none
   * @throws IllegalArgumentException for a name that is none, naming all of them
   */
  public static Granularities named(String usual, @Nullable Map<String, String> others) {
    SortedMap<String, Granularity> found = new TreeMap<>();
    if (others != null) {
      others.forEach((layer, name) -> found.put(layer, Granularity.named(name)));
    }
    return new Granularities(Granularity.named(usual), found);
  }

  /** That of a layer, by its name. */
  public Granularity of(String layer) {
    return others.getOrDefault(layer, usual);
  }

  /** That of a weight tensor, {@code <layer>.weight}. */
  public Granularity ofTensor(String name) {
    return of(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
  }
}
