package io.espalier.score;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.Granularity;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.engine.Session;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.SettingsRules;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Criterion {@code taylor}: the squared change of the loss when a piece goes, to first order
 * (Molchanov et al. 2019, equations 7 and 8). For a weight (g w)²; for a filter the sum of that
 * over its weights, or (z ∂L/∂z)² for a gate z = 1 on what the filter gives, see {@link GateTerms}.
 *
 * <p>g is the mean gradient of a minibatch, squared, then averaged over minibatches, as the
 * authors' code does: the number depends on the minibatch's size. By example it is the mean of the
 * squares of single examples' terms; a batch norm then normalises by its running statistics.
 */
@AutoService(Descriptor.class)
public final class TaylorCriterion implements Criterion, SettingsRules {
  /** What a filter's score is made of. */
  public enum Form {
    /** The squared terms of its weights. */
    WEIGHTS,
    /** The term of a gate on what it gives. */
    GATE
  }

  /** What is squared before it is averaged. */
  public enum By {
    /** The term of a minibatch's mean loss. */
    BATCH,
    /** The term of one example's loss. */
    EXAMPLE
  }

  /**
   * Settings of {@code taylor}.
   *
   * @param batch examples of a minibatch, null for as many as are read at once
   */
  public record Settings(
      @Doc(
              "What a filter scores: the sum of its weights' squared terms, or the squared term of a"
                  + " gate on what it gives, after a batch norm where one follows. gate needs"
                  + " granularity filter.")
          @Default("weights")
          Form form,
      @Doc("What is squared and averaged: terms of minibatches, or of single examples.")
          @Default("batch")
          By by,
      @Doc(
              "Examples of a minibatch, of prune.examples; what is left of them makes none. Where left"
                  + " out, train.batch. Only for by: batch.")
          @Range(min = 1, max = 1e6)
          @Nullable Integer batch) {}

  @Override
  public String name() {
    return "taylor";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Squared first-order change of the loss on a few training examples without a weight or a"
        + " filter.";
  }

  @Override
  public Set<Granularity> granularities() {
    return EnumSet.allOf(Granularity.class);
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Record completed(Record settings, ChoicePlace place) {
    Settings own = (Settings) settings;
    return own.by() == By.EXAMPLE || own.batch() != null
        ? own
        : new Settings(own.form(), own.by(), place.experiment().train().batch());
  }

  @Override
  public void check(ChoicePlace place) {
    Settings own = place.settings(Settings.class);
    if (own.by() == By.EXAMPLE && own.batch() != null) {
      throw place.fail("batch", own.batch() + " with by: example", "by: batch, or no batch");
    }
    boolean weights =
        place.around(PruneConfig.class).stream()
            .anyMatch(prune -> prune.granularity() == Granularity.WEIGHT);
    if (own.form() == Form.GATE && weights) {
      throw place.fail("form", "gate for single weights", "granularity filter, or form: weights");
    }
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public SortedMap<String, Tensor> score(ScoreContext context) {
    Settings own = context.settings(Settings.class);
    SquaredTerms terms = new SquaredTerms(context, own.form());
    try (Session session = context.open(context.parameters())) {
      if (own.by() == By.BATCH) {
        for (ScoringBatch batch : Minibatches.of(context.batches(), own.batch())) {
          terms.add(session.gradients(batch.inputs(), batch.labels()));
        }
      } else {
        for (ScoringBatch batch : context.batches()) {
          session
              .exampleGradients(batch.inputs(), batch.labels())
              .forEach((example, gradients) -> terms.add(gradients));
        }
      }
    }
    return terms.mean();
  }

  /** Adds up the squared terms of gradients, in doubles. */
  private static final class SquaredTerms {
    private final ScoreContext context;
    private final Form form;
    private final GateTerms gates;
    private final SortedMap<String, double[]> sums = new TreeMap<>();
    private int count;

    SquaredTerms(ScoreContext context, Form form) {
      this.context = context;
      this.form = form;
      this.gates = new GateTerms(context.network());
    }

    /** The gradients of one loss, by every parameter. */
    void add(SortedMap<String, Tensor> gradients) {
      for (String name : context.mask().names()) {
        Tensor weights = Scores.weights(context, name);
        int filters = weights.shape()[0];
        boolean single = context.granularity() == Granularity.WEIGHT;
        double[] sum =
            sums.computeIfAbsent(
                name, unseen -> new double[single ? weights.data().length : filters]);
        if (form == Form.GATE) {
          double[] terms = gates.of(name, context.parameters(), gradients);
          for (int filter = 0; filter < sum.length; filter++) {
            sum[filter] += terms[filter] * terms[filter];
          }
          continue;
        }
        float[] values = weights.data();
        float[] slopes = Tensors.get(gradients, name).data();
        int size = values.length / sum.length;
        for (int i = 0; i < values.length; i++) {
          double term = (double) values[i] * slopes[i];
          sum[i / size] += term * term;
        }
      }
      count++;
    }

    SortedMap<String, Tensor> mean() {
      return Scores.ofEach(
          context,
          name -> {
            double[] sum = sums.getOrDefault(name, new double[0]);
            Tensor weights = Scores.weights(context, name);
            Tensor scores =
                context.granularity() == Granularity.WEIGHT
                    ? Tensor.zeros(weights.shape())
                    : Tensor.zeros(weights.shape()[0]);
            for (int i = 0; i < sum.length; i++) {
              scores.data()[i] = (float) (sum[i] / count);
            }
            return scores;
          });
    }
  }
}
