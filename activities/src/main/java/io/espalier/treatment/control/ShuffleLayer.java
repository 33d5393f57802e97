package io.espalier.treatment.control;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.mask.Mask;
import io.espalier.random.RandomSource;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The flags of each tensor in random places of it: the count of every tensor stays. */
@AutoService(Descriptor.class)
public final class ShuffleLayer implements Control {
  @Override
  public String name() {
    return "shuffle_layer";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Kept places are shuffled within each layer.";
  }

  @Override
  public Mask of(Mask mask, RandomSource random, @Nullable Record settings) {
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    for (String name : mask.names()) {
      boolean[] flags = mask.flags(name);
      int[] order = random.at(name).permutation(flags.length);
      boolean[] shuffled = new boolean[flags.length];
      for (int i = 0; i < flags.length; i++) {
        shuffled[i] = flags[order[i]];
      }
      kept.put(name, shuffled);
    }
    return new Mask(mask.shapes(), kept);
  }
}
