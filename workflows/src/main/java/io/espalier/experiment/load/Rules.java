package io.espalier.experiment.load;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.SettingsRules;
import io.espalier.experiment.read.Choices;
import io.espalier.experiment.read.Position;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks what a file chooses from the catalog for what it says of its settings. */
final class Rules {
  private final Catalog catalog;
  private final Function<String, Position> position;

  Rules(Catalog catalog, Function<String, Position> position) {
    this.catalog = catalog;
    this.position = position;
  }

  /** The experiment with all settings completed. */
  Experiment completed(Experiment experiment) {
    return Choices.map(
        experiment,
        choice -> {
          Record settings = choice.named().settings();
          if (settings == null || !(descriptor(choice) instanceof SettingsRules rules)) {
            return choice.named();
          }
          ChoicePlace place = new ChoicePlace(experiment, catalog, position, choice);
          return new Named(choice.named().name(), rules.completed(settings, place));
        });
  }

  /** Refuses the first choice that does not fit. */
  void check(Experiment experiment) {
    var unused =
        Choices.map(
            experiment,
            choice -> {
              if (descriptor(choice) instanceof SettingsRules rules) {
                rules.check(new ChoicePlace(experiment, catalog, position, choice));
              }
              return choice.named();
            });
  }

  private @Nullable Descriptor descriptor(Choices.Choice choice) {
    return catalog.find(choice.kind(), choice.named().name()).orElse(null);
  }
}
