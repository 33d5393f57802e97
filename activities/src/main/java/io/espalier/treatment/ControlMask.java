package io.espalier.treatment;

import io.espalier.mask.Mask;
import io.espalier.random.RandomSource;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Masks to compare a mask with: what is left of its effect when only its counts are kept. */
public enum ControlMask {
  /** The flags of each tensor in random places of it: the count of every tensor stays. */
  SHUFFLE_LAYER {
    @Override
    Mask of(Mask mask, RandomSource random) {
      return rebuild(
          mask,
          name -> {
            boolean[] flags = mask.flags(name);
            int[] order = random.at(name).permutation(flags.length);
            boolean[] shuffled = new boolean[flags.length];
            for (int i = 0; i < flags.length; i++) {
              shuffled[i] = flags[order[i]];
            }
            return shuffled;
          });
    }
  },
  /** All flags in random places of the whole network: only the total stays. */
  SHUFFLE_GLOBAL {
    @Override
    Mask of(Mask mask, RandomSource random) {
      boolean[] all = new boolean[Math.toIntExact(mask.prunableCount())];
      int[] start = {0};
      for (String name : mask.names()) {
        boolean[] flags = mask.flags(name);
        System.arraycopy(flags, 0, all, start[0], flags.length);
        start[0] += flags.length;
      }
      // One permutation for the whole network, drawn before any tensor is looked at.
      int[] order = random.permutation(all.length);
      start[0] = 0;
      return rebuild(
          mask,
          name -> {
            boolean[] shuffled = new boolean[mask.flags(name).length];
            for (int i = 0; i < shuffled.length; i++) {
              shuffled[i] = all[order[start[0] + i]];
            }
            start[0] += shuffled.length;
            return shuffled;
          });
    }
  },
  /**
   * Keeps exactly what the mask prunes, so its density is 1 − the mask's: 0.8 for a mask of 0.2. It
   * answers whether the pruned weights would have done, not what an equal number of them would.
   */
  INVERT {
    @Override
    Mask of(Mask mask, RandomSource random) {
      return rebuild(
          mask,
          name -> {
            boolean[] flags = mask.flags(name).clone();
            for (int i = 0; i < flags.length; i++) {
              flags[i] = !flags[i];
            }
            return flags;
          });
    }
  },
  /**
   * Random places at the mask's density in every tensor alike, to within one weight: the total
   * stays, how the mask spreads it over the layers does not.
   */
  RANDOM {
    @Override
    Mask of(Mask mask, RandomSource random) {
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
  };

  /**
   * The control that a plan names, such as {@code shuffle_layer}.
   *
   * @throws IllegalArgumentException naming all
   */
  public static ControlMask named(String name) {
    return switch (name) {
      case "shuffle_layer" -> SHUFFLE_LAYER;
      case "shuffle_global" -> SHUFFLE_GLOBAL;
      case "invert" -> INVERT;
      case "random" -> RANDOM;
      default ->
          throw new IllegalArgumentException(
              "control: " + name + " (expected: shuffle_layer, shuffle_global, invert or random)");
    };
  }

  /**
   * The control of a mask; the mask itself stays as it is.
   *
   * @param random a source of its own for every replicate, round and draw
   */
  abstract Mask of(Mask mask, RandomSource random);

  private static Mask rebuild(Mask mask, Function<String, boolean[]> flags) {
    SortedMap<String, boolean[]> kept = new TreeMap<>();
    mask.names().forEach(name -> kept.put(name, flags.apply(name)));
    return new Mask(mask.shapes(), kept);
  }
}
