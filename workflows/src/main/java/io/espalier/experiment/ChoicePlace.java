package io.espalier.experiment;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.read.Choices;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.experiment.read.Position;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Where in an experiment a descriptor is chosen, and with which settings. */
public final class ChoicePlace {
  private final Experiment experiment;
  private final Catalog catalog;
  private final Function<String, Position> positions;
  private final Choices.Choice choice;

  /**
   * A place.
   *
   * @param positions where the value of a path stands
   */
  public ChoicePlace(
      Experiment experiment,
      Catalog catalog,
      Function<String, Position> positions,
      Choices.Choice choice) {
    this.experiment = experiment;
    this.catalog = catalog;
    this.positions = positions;
    this.choice = choice;
  }

  /** The whole file; while settings are completed, those of other choices may not be yet. */
  public Experiment experiment() {
    return experiment;
  }

  /** What can be named. */
  public Catalog catalog() {
    return catalog;
  }

  /** The data set. */
  public DataSetDescriptor data() {
    return catalog.get(DataSetDescriptor.class, experiment.data().name());
  }

  /** The network; only for checks, since before them it is not known to fit. */
  public NetworkDescriptor network() {
    return catalog.get(NetworkDescriptor.class, experiment.model().network(data(), catalog));
  }

  /** Examples that are left to train on; at most that many under a long tail. */
  public int trainExamples() {
    return experiment.data().trainExamples(data().trainExamples());
  }

  /** The settings; see {@link io.espalier.catalog.setting.Named#settings(Class)}. */
  public <S extends Record> S settings(Class<S> type) {
    return choice.named().settings(type);
  }

  /** What is chosen: its name and settings. */
  public Named chosen() {
    return choice.named();
  }

  /** The name of the arm that it stands in, if it stands in one. */
  public Optional<String> arm() {
    String[] keys = choice.path().split("\\.", 3);
    return keys.length > 1 && keys[0].equals("arms") ? Optional.of(keys[1]) : Optional.empty();
  }

  /** What the arm that it stands in is trained for, or the experiment where it stands in none. */
  public Named objective() {
    return around(ArmConfig.class).map(ArmConfig::objective).orElse(experiment.train().objective());
  }

  /** The innermost record of a type that it stands in, such as an {@link ArmConfig}. */
  public <R extends Record> Optional<R> around(Class<R> type) {
    Optional<R> found = Optional.empty();
    for (Record record : choice.around()) {
      if (type.isInstance(record)) {
        found = Optional.of(type.cast(record));
      }
    }
    return found;
  }

  /** The path of one of its settings, such as {@code arms.late.after_prune.rewind.to}. */
  public String path(String key) {
    return choice.settingsPath() + "." + key;
  }

  /**
   * An error at one of its settings, to be thrown.
   *
   * @param key in the settings, such as {@code to} or {@code learning_rate.warmup}
   */
  public ExperimentException fail(String key, String got, String expected) {
    return failAt(path(key), got, expected);
  }

  /**
   * An unknown name at one of its settings, with the nearest known one, to be thrown.
   *
   * @param key in the settings, such as {@code only.arms.0}
   */
  public ExperimentException unknown(String key, String name, List<String> known) {
    return ExperimentException.unknown(positions.apply(path(key)), path(key), name, known);
  }

  /** An error of the choice as such, to be thrown. */
  public ExperimentException fail(String got, String expected) {
    return failAt(choice.path(), got, expected);
  }

  /**
   * An error anywhere in the file, to be thrown.
   *
   * @param path from the top, such as {@code train.select}
   */
  public ExperimentException failAt(String path, String got, String expected) {
    return new ExperimentException(positions.apply(path), path, got, expected);
  }

  /** Throws errors anywhere in the file, for checks that several places share. */
  public Complaint failure() {
    return (path, got, expected) -> {
      throw failAt(path, got, expected);
    };
  }
}
