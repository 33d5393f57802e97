package io.espalier.experiment;

import io.espalier.catalog.PluginException;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.TrainedWeights;
import io.espalier.experiment.read.Field;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The trainings whose weights objectives learn from. */
public final class Teachers {
  private Teachers() {}

  /**
   * The teacher of an objective, if it has one.
   *
   * @throws PluginException when its settings name several
   */
  public static Optional<TrainedWeights> of(Named objective) {
    return field(objective).map(field -> (TrainedWeights) field.get(settings(objective)));
  }

  /** The key of the settings that names the teacher. */
  public static Optional<String> key(Named objective) {
    return field(objective).map(Field::key);
  }

  private static Optional<Field> field(Named objective) {
    Record settings = objective.settings();
    if (settings == null) {
      return Optional.empty();
    }
    List<Field> fields =
        Field.of(settings.getClass()).stream()
            .filter(field -> field.type() == TrainedWeights.class && field.get(settings) != null)
            .toList();
    if (fields.size() > 1) {
      throw new PluginException(
          "objective/"
              + objective.name()
              + ": settings name "
              + fields.size()
              + " teachers (expected: at most one)");
    }
    return fields.stream().findFirst();
  }

  private static Record settings(Named objective) {
    return Objects.requireNonNull(objective.settings());
  }
}
