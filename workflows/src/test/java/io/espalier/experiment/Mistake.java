package io.espalier.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.espalier.catalog.TestCatalog;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import java.nio.charset.StandardCharsets;

/**
 * A good file with something in it replaced. In tables {@code ⏎} is a new line, {@code ⇥} a tab,
 * {@code ''} nothing and {@code &&} stands between two replacements.
 */
record Mistake(String good, String from, String to) {
  /** What loading it says. */
  ExperimentException error() {
    byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
    return catchThrowableOfType(
        ExperimentException.class, () -> Experiments.parse("small.yaml", bytes, TestCatalog.get()));
  }

  private String text() {
    String text = good;
    String[] olds = plain(from).split(" && ", -1);
    String[] news = plain(to).split(" && ", -1);
    for (int i = 0; i < olds.length; i++) {
      assertThat(text).contains(olds[i]);
      text = text.replace(olds[i], news[i]);
    }
    return text;
  }

  private static String plain(String cell) {
    return cell.equals("''") ? "" : cell.replace('⏎', '\n').replace('⇥', '\t');
  }
}
