package io.espalier.experiment.read;

import io.espalier.catalog.setting.Inherits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lays the keys of one mapping over those of another. */
final class Inheritance {
  // What says how much goes: naming one way of saying it drops the inherited other ways.
  private static final List<Set<String>> WAYS =
      List.of(Set.of("rounds", "fraction", "fractions"), Set.of("densities"), Set.of("schedule"));

  private Inheritance() {}

  /** The mapping {@code own}, completed from the top-level mapping that it inherits from. */
  static Yaml merge(Yaml.Mapping root, Inherits inherits, Yaml own) {
    Yaml.Entry base = root.get(inherits.value());
    if (!(own instanceof Yaml.Mapping over)
        || base == null
        || !(base.value() instanceof Yaml.Mapping under)) {
      return own;
    }
    Map<String, Yaml.Entry> merged = new LinkedHashMap<>();
    under.entries().forEach(entry -> merged.put(entry.key(), entry));
    for (Set<String> way : WAYS) {
      if (names(over, way)) {
        WAYS.stream().filter(other -> other != way).forEach(merged.keySet()::removeAll);
      }
    }
    over.entries().forEach(entry -> merged.put(entry.key(), entry));
    List<Yaml.Entry> entries = new ArrayList<>(merged.values());
    return new Yaml.Mapping(entries, over.at());
  }

  private static boolean names(Yaml.Mapping mapping, Set<String> keys) {
    return mapping.entries().stream()
        .anyMatch(
            entry ->
                keys.contains(entry.key())
                    && !(entry.value() instanceof Yaml.Scalar scalar
                        && scalar.kind() == Yaml.Kind.NULL));
  }
}
