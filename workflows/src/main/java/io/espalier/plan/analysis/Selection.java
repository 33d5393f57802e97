package io.espalier.plan.analysis;

import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.experiment.ChoicePlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which results an analysis looks at: a component of its settings, by habit called {@code only}.
 *
 * @param arms null for all
 * @param rounds null for all; 0 is the dense network
 * @param replicates null for all
 */
public record Selection(
    @Doc("Arms that are looked at; all where left out. The dense network is in no arm.")
        @Nullable List<String> arms,
    @Doc("Rounds that are looked at; all where left out. 0 is the dense network.")
        @Range(min = 0, max = 99)
        @Nullable List<Integer> rounds,
    @Doc("Replicates that are looked at; all where left out.") @Range(min = 1, max = 1000)
        @Nullable List<Integer> replicates) {
  public Selection {
    arms = arms == null ? null : List.copyOf(arms);
    rounds = rounds == null ? null : List.copyOf(rounds);
    replicates = replicates == null ? null : List.copyOf(replicates);
  }

  /** Whether a result is looked at. */
  public boolean of(AnalysedResult result) {
    return (arms == null || result.place().arm() == null || arms.contains(result.place().arm()))
        && (rounds == null || rounds.contains(result.round()))
        && (replicates == null || replicates.contains(result.replicate()));
  }

  /**
   * Refuses arms and replicates that the experiment does not have.
   *
   * @param key what it is called in the settings
   */
  public void check(ChoicePlace place, String key) {
    List<String> known = List.copyOf(place.experiment().arms().keySet());
    for (int i = 0; arms != null && i < arms.size(); i++) {
      if (!known.contains(arms.get(i))) {
        throw place.unknown(key + ".arms." + i, arms.get(i), known);
      }
    }
    for (int i = 0; replicates != null && i < replicates.size(); i++) {
      if (replicates.get(i) > place.experiment().replicates()) {
        throw place.fail(
            key + ".replicates." + i,
            String.valueOf(replicates.get(i)),
            "at most the " + place.experiment().replicates() + " replicates of the experiment");
      }
    }
  }
}
