package io.espalier.shrink;

import java.util.Arrays;
import java.util.List;

/**
 * Finds the units that a network computes the same without: wherever such a unit is read, it is
 * zero, because nothing enters it and its bias and batch norm are silent, or it is read nowhere
 * that matters. Finds the most of them: every unit is taken for removable until a reader disagrees.
 */
final class RemovableUnits {
  private final UnitGraph graph;
  private final UnitGroups groups;
  private final boolean[] removable;

  RemovableUnits(UnitGraph graph) {
    this.graph = graph;
    this.groups = new UnitGroups(graph);
    this.removable = new boolean[groups.bound()];
    Arrays.fill(removable, true);
    keepAll(0);
    keepAll(graph.wires() - 1);
    boolean[][] read = read();
    boolean settled = false;
    while (!settled) {
      settled = keepWhatIsMissed(zero(), read);
    }
  }

  /** Whether each unit of a wire stays. */
  boolean[] kept(int wire) {
    boolean[] kept = new boolean[graph.width(wire)];
    for (int unit = 0; unit < kept.length; unit++) {
      kept[unit] = !isRemovable(wire, unit);
    }
    return kept;
  }

  private boolean isRemovable(int wire, int unit) {
    return removable[groups.of(wire, unit)];
  }

  private void keepAll(int wire) {
    for (int unit = 0; unit < graph.width(wire); unit++) {
      removable[groups.of(wire, unit)] = false;
    }
  }

  /** Keeps the units that are read and not zero; whether there were none. */
  private boolean keepWhatIsMissed(boolean[][] zero, boolean[][] read) {
    boolean settled = true;
    for (int wire = 0; wire < zero.length; wire++) {
      for (int unit = 0; unit < zero[wire].length; unit++) {
        if (read[wire][unit] && !zero[wire][unit] && isRemovable(wire, unit)) {
          removable[groups.of(wire, unit)] = false;
          settled = false;
        }
      }
    }
    return settled;
  }

  /** The units that some way of kept weights leads from to a logit. */
  private boolean[][] read() {
    boolean[][] read = units();
    Arrays.fill(read[read.length - 1], true);
    List<UnitGraph.Step> steps = graph.steps();
    for (int i = steps.size() - 1; i >= 0; i--) {
      boolean[] outputs = read[steps.get(i).to()];
      if (steps.get(i) instanceof UnitGraph.Link link) {
        for (int unit = 0; unit < graph.width(link.from()); unit++) {
          read[link.from()][unit] |= reaches(link, unit, outputs);
        }
      } else if (steps.get(i) instanceof UnitGraph.Norm norm) {
        or(read[norm.from()], outputs);
      } else if (steps.get(i) instanceof UnitGraph.Sum sum) {
        or(read[sum.body()], outputs);
        or(read[sum.shortcut()], outputs);
      }
    }
    return read;
  }

  /** The units that are zero once what is removable is silent. */
  private boolean[][] zero() {
    boolean[][] zero = units();
    for (UnitGraph.Step step : graph.steps()) {
      boolean[] outputs = zero[step.to()];
      for (int unit = 0; unit < outputs.length; unit++) {
        if (step instanceof UnitGraph.Sum sum) {
          outputs[unit] = zero[sum.body()][unit] && zero[sum.shortcut()][unit];
        } else if (isRemovable(step.to(), unit)) {
          outputs[unit] =
              step instanceof UnitGraph.Norm norm
                  ? zero[norm.from()][unit]
                  : readsOnly(((UnitGraph.Link) step), unit, zero);
        }
      }
    }
    return zero;
  }

  private boolean reaches(UnitGraph.Link link, int unit, boolean[] outputs) {
    int width = graph.width(link.from());
    for (int o = 0; o < outputs.length; o++) {
      if (outputs[o] && link.connected()[o * width + unit]) {
        return true;
      }
    }
    return false;
  }

  private boolean readsOnly(UnitGraph.Link link, int output, boolean[][] zero) {
    int width = graph.width(link.from());
    for (int i = 0; i < width; i++) {
      if (link.connected()[output * width + i] && !zero[link.from()][i]) {
        return false;
      }
    }
    return true;
  }

  private boolean[][] units() {
    boolean[][] units = new boolean[graph.wires()][];
    for (int wire = 0; wire < units.length; wire++) {
      units[wire] = new boolean[graph.width(wire)];
    }
    return units;
  }

  private static void or(boolean[] into, boolean[] flags) {
    for (int i = 0; i < into.length; i++) {
      into[i] |= flags[i];
    }
  }
}
