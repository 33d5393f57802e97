package com.example.objectives;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.SettingsRules;
import io.espalier.objective.Loss;
import io.espalier.objective.Objective;
import io.espalier.objective.ObjectiveContext;
import io.espalier.objective.Softmax;

/**
 * Objective {@code focal} (after Lin et al. 2017): −(1 − p)^γ ln p for the probability p of the
 * label, so that examples which are right already count less.
 */
public final class FocalObjective implements Objective, SettingsRules {
  /** Settings of {@code focal}. */
  public record Settings(
      @Doc("How much less an example counts that is right already; 0 for the cross-entropy.")
          @Range(min = 0, max = 100)
          @Default("2")
          @Shorthand
          double gamma) {}

  @Override
  public String name() {
    return "focal";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Cross-entropy that weighs examples less which are right already.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public void check(ChoicePlace place) {
    double smoothing = place.experiment().train().labelSmoothing();
    if (smoothing > 0) {
      throw place.failAt(
          "train.label_smoothing", String.valueOf(smoothing), "0 with the objective focal");
    }
  }

  @Override
  public Loss loss(ObjectiveContext context) {
    double gamma = context.settings(Settings.class).gamma();
    double[] log = new double[context.classes()];
    return (batch, logits, divisor, gradient) -> {
      double total = 0;
      for (int example = 0; example < batch.count(); example++) {
        int row = example * log.length;
        int label = batch.label(example);
        Softmax.logarithms(logits, row, 1, log);
        double p = StrictMath.exp(log[label]);
        double rest = -StrictMath.expm1(log[label]); // 1 − p, exact near p = 1
        double weight = StrictMath.pow(rest, gamma);
        total -= weight * log[label];
        // The derivative by ln p; ln p / (1 − p) goes to −1 as p goes to 1.
        double byLog = weight * (gamma * p * (rest > 0 ? log[label] / rest : -1) - 1);
        for (int c = 0; c < log.length; c++) {
          double slope = byLog * ((c == label ? 1 : 0) - StrictMath.exp(log[c]));
          gradient[row + c] = (float) (slope / divisor);
        }
      }
      return total;
    };
  }
}
