package io.espalier.cli.study;

import io.espalier.catalog.Catalog;
import io.espalier.cli.exit.CliException;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds studies: experiment files of one folder, by their names, and files anywhere. */
public final class StudyFiles {
  /** Where those are that come with Espalier, seen from its source tree. */
  public static final String SHIPPED = "configs/experiments/studies";

  private static final String YAML = ".yaml";

  private final Path folder;
  private final Catalog catalog;

  /** Studies of a folder. */
  public StudyFiles(Path folder, Catalog catalog) {
    this.folder = folder;
    this.catalog = catalog;
  }

  /** A study. */
  public record Study(Path file, Experiment experiment) {
    /** Its name. */
    public String name() {
      return experiment.name();
    }
  }

  /** All of the folder, by name. */
  public List<Study> all() throws IOException {
    List<Study> all = new ArrayList<>();
    for (String name : names()) {
      all.add(load(folder.resolve(name + YAML), List.of()));
    }
    return all;
  }

  /**
   * The one of this name, or in this file.
   *
   * @param settings overrides, as of {@code run}
   * @throws CliException when there is none, or it claims nothing
   */
  public Study find(String named, List<String> settings) throws IOException {
    Path file = Path.of(named);
    if (!Files.isRegularFile(file)) {
      file = folder.resolve(named + YAML);
    }
    if (!Files.isRegularFile(file)) {
      List<String> names = names();
      throw CliException.usage(
          "study "
              + named
              + ": not found (expected: a file, or one of: "
              + String.join(", ", names)
              + NearestName.of(named, names).map(near -> "; did you mean " + near + "?").orElse("")
              + ")");
    }
    Study study = load(file, settings);
    if (study.experiment().claims().isEmpty()) {
      throw CliException.usage(
          file
              + " claims nothing (expected: claims:, see docs/studies.md; without them it is an"
              + " experiment for `espalier run`)");
    }
    return study;
  }

  private Study load(Path file, List<String> settings) {
    return new Study(file, Experiments.load(file, settings, catalog));
  }

  private List<String> names() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw CliException.usage(
          "there is no folder "
              + folder
              + " here (expected: the folder of studies after --studies, or a FILE)");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(YAML))
          .map(name -> name.substring(0, name.length() - YAML.length()))
          .sorted()
          .toList();
    }
  }
}
