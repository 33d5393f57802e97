package io.espalier.score.initial;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.score.Criterion;
import io.espalier.score.ScoreContext;
import io.espalier.score.Scores;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.Set;
import java.util.SortedMap;

/**
 * Criteria that are a function of a weight as it was first, w₀, and as it is, w_T: after the mask
 * criteria of Zhou et al. 2019 ("Deconstructing lottery tickets", section 2). w₀ is the weight in
 * the replicate's initial weights, whatever the rounds of an arm begin from.
 */
public abstract class InitialAndFinal implements Criterion {
  private final String name;
  private final String summary;

  private InitialAndFinal(String name, String summary) {
    this.name = name;
    this.summary = summary;
  }

  /** The score of a weight that was {@code first} and is {@code last}. */
  abstract double score(double first, double last);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public final Set<Granularity> granularities() {
    return Set.of(Granularity.WEIGHT);
  }

  @Override
  public final boolean needsInitialWeights() {
    return true;
  }

  @Override
  public final SortedMap<String, Tensor> score(ScoreContext context) {
    return Scores.ofEach(
        context,
        tensor -> {
          Tensor last = Scores.weights(context, tensor);
          float[] first = Tensors.get(context.initial(), tensor).data();
          return Scores.perWeight(last, i -> score(first[i], last.data()[i]));
        });
  }

  /** {@code large_final}: |w_T|, the masks of Frankle and Carbin 2019; {@code magnitude} itself. */
  @AutoService(Descriptor.class)
  public static final class LargeFinal extends InitialAndFinal {
    /** For the catalog. */
    public LargeFinal() {
      super(
          "large_final",
          "Keeps the largest weights; for single weights magnitude by another name.");
    }

    @Override
    double score(double first, double last) {
      return Math.abs(last);
    }
  }

  /** {@code small_final}: −|w_T|, a control. */
  @AutoService(Descriptor.class)
  public static final class SmallFinal extends InitialAndFinal {
    /** For the catalog. */
    public SmallFinal() {
      super("small_final", "Keeps the smallest weights, a control.");
    }

    @Override
    double score(double first, double last) {
      return -Math.abs(last);
    }
  }

  /** {@code large_init}: |w₀|, a mask that no training has a part in. */
  @AutoService(Descriptor.class)
  public static final class LargeInit extends InitialAndFinal {
    /** For the catalog. */
    public LargeInit() {
      super("large_init", "Keeps the weights that were largest at initialisation.");
    }

    @Override
    double score(double first, double last) {
      return Math.abs(first);
    }
  }

  /** {@code small_init}: −|w₀|, a control. */
  @AutoService(Descriptor.class)
  public static final class SmallInit extends InitialAndFinal {
    /** For the catalog. */
    public SmallInit() {
      super("small_init", "Keeps the weights that were smallest at initialisation, a control.");
    }

    @Override
    double score(double first, double last) {
      return -Math.abs(first);
    }
  }

  /** {@code large_init_large_final}: min(|w₀|, |w_T|), large both before and after. */
  @AutoService(Descriptor.class)
  public static final class LargeInitLargeFinal extends InitialAndFinal {
    /** For the catalog. */
    public LargeInitLargeFinal() {
      super("large_init_large_final", "Keeps weights that were large and are large.");
    }

    @Override
    double score(double first, double last) {
      return Math.min(Math.abs(first), Math.abs(last));
    }
  }

  /** {@code magnitude_increase}: |w_T| − |w₀|. */
  @AutoService(Descriptor.class)
  public static final class MagnitudeIncrease extends InitialAndFinal {
    /** For the catalog. */
    public MagnitudeIncrease() {
      super("magnitude_increase", "Keeps the weights whose magnitude has grown most.");
    }

    @Override
    double score(double first, double last) {
      return Math.abs(last) - Math.abs(first);
    }
  }

  /** {@code movement}: |w_T − w₀|. */
  @AutoService(Descriptor.class)
  public static final class Movement extends InitialAndFinal {
    /** For the catalog. */
    public Movement() {
      super("movement", "Keeps the weights that have moved furthest from their initial values.");
    }

    @Override
    double score(double first, double last) {
      return Math.abs(last - first);
    }
  }

  /** {@code large_final_same_sign}: sign(w₀) w_T, so that changed signs go before small weights. */
  @AutoService(Descriptor.class)
  public static final class LargeFinalSameSign extends InitialAndFinal {
    /** For the catalog. */
    public LargeFinalSameSign() {
      super("large_final_same_sign", "Keeps large weights that have the sign they began with.");
    }

    @Override
    double score(double first, double last) {
      return Math.signum(first) * last;
    }
  }

  /** {@code large_final_other_sign}: −sign(w₀) w_T, its control. */
  @AutoService(Descriptor.class)
  public static final class LargeFinalOtherSign extends InitialAndFinal {
    /** For the catalog. */
    public LargeFinalOtherSign() {
      super("large_final_other_sign", "Keeps large weights whose sign has changed, a control.");
    }

    @Override
    double score(double first, double last) {
      return -Math.signum(first) * last;
    }
  }
}
