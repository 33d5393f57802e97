package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;

/** Criterion {@code random}: a uniform number in [0, 1) for every weight, filter or channel. */
@AutoService(Descriptor.class)
public final class RandomCriterion implements Criterion {
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
    return "Uniformly random scores: the baseline that any criterion has to beat.";
  }

  @Override
  public Set<Granularity> granularities() {
    return EnumSet.allOf(Granularity.class);
  }

  @Override
  public boolean needsRandomness() {
    return true;
  }

  @Override
  public SortedMap<String, Tensor> score(ScoreContext context) {
    return Scores.ofEach(
        context,
        name -> {
          RandomSource random = context.random().at(name);
          return Scores.perWeight(
              Scores.ofPieces(context, Scores.weights(context, name)), random::uniform);
        });
  }
}
