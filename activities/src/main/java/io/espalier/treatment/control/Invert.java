package io.espalier.treatment.control;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.mask.Mask;
import io.espalier.random.RandomSource;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps exactly what the mask prunes, so its density is 1 − the mask's: 0.8 for a mask of 0.2. It
 * answers whether the pruned weights would have done, not what an equal number of them would: that
 * is what {@code prune.remove: highest} asks.
 */
@AutoService(Descriptor.class)
public final class Invert implements Control {
  @Override
  public String name() {
    return "invert";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Kept and pruned change places, so that the density is 1 less the mask's.";
  }

  @Override
  public Mask of(Mask mask, RandomSource random, @Nullable Record settings) {
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    for (String name : mask.names()) {
      boolean[] flags = mask.flags(name).clone();
      for (int i = 0; i < flags.length; i++) {
        flags[i] = !flags[i];
      }
      kept.put(name, flags);
    }
    return new Mask(mask.shapes(), kept);
  }
}
