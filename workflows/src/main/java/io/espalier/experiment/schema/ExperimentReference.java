package io.espalier.experiment.schema;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.read.Expected;
import io.espalier.experiment.read.Field;
import io.espalier.experiment.read.Inlined;
import io.espalier.experiment.read.SettingsType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The reference of experiment files as Markdown, written from the records themselves. */
public final class ExperimentReference {
  private static final String OPENING =
      """
      # The experiment file

      <!-- Generated from the records of io.espalier.experiment and the settings of what the catalog
      knows: change those, not this page. -->

      One YAML file describes one experiment: data, model, training, pruning, and the arms to
      compare. Loading is strict. An unknown key, a wrong type, a number out of range or a name
      that nothing carries is an error with file, line and column, and with what was expected.
      `--set key=value` (such as `--set train.batch=120`) changes a value for one run and is
      checked in the same way.

      Where a key takes a choice or a name, write its name alone (`optimizer: adam`) or its name with
      settings (`optimizer: {adam: {weight_decay: 0.0001}}`). A key marked with ◂ is the one that
      a bare value stands for: `learning_rate: 0.1` is `learning_rate: {base: 0.1}`.

      `configs/experiment.schema.json` is the JSON Schema of these files. Editors with a YAML
      language server use it where a file begins with
      `# yaml-language-server: $schema=../experiment.schema.json`.
      """;

  private final Catalog catalog;
  private final StringBuilder page = new StringBuilder(OPENING);
  private final Map<Class<?>, String> seen = new LinkedHashMap<>();
  private final Deque<Class<?>> open = new ArrayDeque<>();

  /** Settings that stand among the keys of a section's record, with that section. */
  private final Map<Class<?>, String> inlined = new HashMap<>();

  /** Kinds of things that the records seen so far name, in the order of the file. */
  private final Set<String> kinds = new LinkedHashSet<>();

  private ExperimentReference(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The page with the names that a catalog knows. */
  public static String of(Catalog catalog) {
    ExperimentReference reference = new ExperimentReference(catalog);
    reference.queue(Experiment.class, "The file");
    Set<String> written = new HashSet<>();
    while (written.size() < reference.kinds.size() || !reference.open.isEmpty()) {
      if (!reference.open.isEmpty()) {
        reference.section(reference.open.remove());
      } else {
        reference.kinds.stream().filter(written::add).findFirst().ifPresent(reference::names);
      }
    }
    return reference.page.toString();
  }

  private void queue(Class<?> type, String title) {
    if (seen.putIfAbsent(type, title) == null) {
      open.add(type);
    }
  }

  private void section(Class<?> type) {
    heading("## ").append(seen.get(type)).append("\n\n");
    if (type.isRecord()) {
      table(type);
      return;
    }
    for (Class<?> choice : type.getPermittedSubclasses()) {
      heading("### `").append(Field.choice(choice)).append("`\n\n");
      page.append(choice.getAnnotation(Doc.class).value()).append("\n\n");
      table(choice);
    }
  }

  private void table(Class<?> type) {
    Inlined.of(type, catalog)
        .ifPresent(it -> inlined.put(it.settings(), seen.getOrDefault(type, "")));
    List<Field> fields = Inlined.fields(type, catalog);
    if (fields.isEmpty()) {
      page.append("No settings.\n");
      return;
    }
    page.append("| key | meaning | value | default |\n|---|---|---|---|\n");
    for (Field field : fields) {
      boolean shorthand = field.component().isAnnotationPresent(Shorthand.class);
      page.append("| `").append(field.key()).append(shorthand ? "` ◂ | " : "` | ");
      page.append(field.doc()).append(" | ").append(value(field, field.type()));
      page.append(" | ").append(byDefault(field)).append(" |\n");
    }
  }

  /** Begins a heading after one empty line. */
  private StringBuilder heading(String start) {
    return page.append(page.charAt(page.length() - 2) == '\n' ? "" : "\n").append(start);
  }

  private String value(Field field, Type type) {
    Class<?> raw = Field.raw(type);
    if (raw == List.class) {
      return "list; each " + value(field, Field.element(type));
    }
    if (raw == Map.class) {
      return "mapping of names; each " + value(field, Field.element(type));
    }
    if (field.known() != null) {
      String kind = field.known().value();
      kinds.add(kind);
      String title = title(kind);
      return "[a name](#" + title.toLowerCase(Locale.ROOT).replace(' ', '-') + ")";
    }
    if (!raw.isRecord() && !raw.isInterface()) {
      return Expected.of(field, type, catalog);
    }
    String title = "`" + field.key() + "`";
    queue(raw, title);
    String name = seen.getOrDefault(raw, title);
    return link(name);
  }

  private static String link(String section) {
    return "[" + section + "](#" + section.replace("`", "") + ")";
  }

  private static String byDefault(Field field) {
    if (field.defaultText() != null) {
      return "`" + field.defaultText() + "`";
    }
    if (field.inline() != null) {
      return "`" + field.inline() + "`";
    }
    return field.nullable() ? "—" : "required";
  }

  private void names(String kind) {
    heading("## ").append(title(kind)).append("\n\n| name | |\n|---|---|\n");
    for (Descriptor descriptor : catalog.all(kind)) {
      page.append("| `").append(descriptor.name()).append("` | ");
      page.append(descriptor.summary()).append(" |\n");
    }
    for (Descriptor descriptor : catalog.all(kind)) {
      Class<? extends Record> settings = SettingsType.of(descriptor);
      if (settings != null) {
        heading("### `").append(descriptor.name()).append("`\n\n");
        String around = inlined.get(settings);
        if (around == null) {
          table(settings);
        } else {
          page.append("Its settings stand as keys in ").append(link(around)).append(".\n\n");
        }
      }
    }
  }

  /** The heading of what is of a kind: {@code mask-control} gives Mask controls. */
  private static String title(String kind) {
    String words = kind.replace('-', ' ').replace('_', ' ');
    String all =
        switch (words) {
          case "data" -> "data sets";
          case "criterion" -> "criteria";
          case "analysis" -> "analyses";
          default -> words + "s";
        };
    return all.substring(0, 1).toUpperCase(Locale.ROOT) + all.substring(1);
  }
}
