package io.espalier.treatment.control;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.mask.Mask;
import io.espalier.random.RandomSource;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Random places at the mask's density in every tensor alike, to within one weight: the total stays,
 * how the mask spreads it over the layers does not.
 */
@AutoService(Descriptor.class)
public final class RandomMask implements Control {
  @Override
  public String name() {
    return "random";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "A random mask of the same density, which is the same in every layer.";
  }

  @Override
  public Mask of(Mask mask, RandomSource random, @Nullable Record settings) {
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    EqualDensity.counts(mask)
        .forEach(
            (name, count) -> {
              boolean[] flags = new boolean[mask.flags(name).length];
              int[] order = random.at(name).permutation(flags.length);
              for (int i = 0; i < count; i++) {
                flags[order[i]] = true;
              }
              kept.put(name, flags);
            });
    return new Mask(mask.shapes(), kept);
  }
}
