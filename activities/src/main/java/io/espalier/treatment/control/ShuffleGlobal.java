package io.espalier.treatment.control;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.mask.Mask;
import io.espalier.random.RandomSource;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All flags in random places of the whole network: only the total stays. */
@AutoService(Descriptor.class)
public final class ShuffleGlobal implements Control {
  @Override
  public String name() {
    return "shuffle_global";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Kept places are shuffled over all layers.";
  }

  @Override
  public Mask of(Mask mask, RandomSource random, @Nullable Record settings) {
    boolean[] all = new boolean[Math.toIntExact(mask.prunableCount())];
    int start = 0;
    for (String name : mask.names()) {
      boolean[] flags = mask.flags(name);
      System.arraycopy(flags, 0, all, start, flags.length);
      start += flags.length;
    }
    // One permutation for the whole network, drawn before any tensor is looked at.
    int[] order = random.permutation(all.length);
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    start = 0;
    for (String name : mask.names()) {
      boolean[] shuffled = new boolean[mask.flags(name).length];
      for (int i = 0; i < shuffled.length; i++) {
        shuffled[i] = all[order[start + i]];
      }
      start += shuffled.length;
      kept.put(name, shuffled);
    }
    return new Mask(mask.shapes(), kept);
  }
}
