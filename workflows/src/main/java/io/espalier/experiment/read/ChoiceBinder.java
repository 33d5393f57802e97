package io.espalier.experiment.read;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.Unshown;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Reads what is chosen among several: something of the catalog, or one of several records. */
final class ChoiceBinder {
  private final Binder binder;
  private final Catalog catalog;
  private final Scalars scalars;

  ChoiceBinder(Binder binder, Catalog catalog, Scalars scalars) {
    this.binder = binder;
    this.catalog = catalog;
    this.scalars = scalars;
  }

  /** Something of the catalog: its name alone, or a mapping of its name to its settings. */
  Named named(Field field, Yaml node, String path) {
    String kind = Objects.requireNonNull(field.known(), path).value();
    Yaml.Entry entry = chosen(field, Named.class, node, path);
    String name = entry.key();
    Descriptor descriptor =
        catalog
            .find(kind, name)
            .orElseThrow(
                () -> ExperimentException.unknown(entry.keyAt(), path, name, catalog.names(kind)));
    Class<? extends Record> settings = SettingsType.of(descriptor);
    if (settings != null) {
      return new Named(name, (Record) settings(settings, entry, path));
    }
    if (!(entry.value() instanceof Yaml.Mapping mapping) || !mapping.entries().isEmpty()) {
      throw Binder.problem(
          entry.value(), path + "." + name, "no settings, since " + name + " has none");
    }
    return Named.of(name);
  }

  /** One of several records: its name alone, or a mapping of its name to its settings. */
  Object variant(Field field, Class<?> type, Yaml node, String path) {
    Unshown unshown = type.getAnnotation(Unshown.class);
    if (unshown != null && !names(type, node)) {
      throw new ExperimentException(node.at(), path, "a value in the file", unshown.value());
    }
    Yaml.Entry entry = chosen(field, type, node, path);
    Class<?> variant =
        Arrays.stream(type.getPermittedSubclasses())
            .filter(candidate -> Field.choice(candidate).equals(entry.key()))
            .findFirst()
            .orElseThrow(
                () ->
                    ExperimentException.unknown(
                        entry.keyAt(), path, entry.key(), Expected.choices(type)));
    return settings(variant, entry, path);
  }

  /** Whether a node is a mapping of one choice to its settings. */
  private static boolean names(Class<?> type, Yaml node) {
    return node instanceof Yaml.Mapping mapping
        && mapping.entries().size() == 1
        && Expected.choices(type).contains(mapping.entries().get(0).key());
  }

  private Object settings(Class<?> type, Yaml.Entry entry, String path) {
    String at = path + "." + entry.key();
    binder.stands(at, entry.value().at());
    return binder.record(type, entry.value(), at, entry.value().at());
  }

  /** The name that is chosen and its settings, an empty mapping where the name stands alone. */
  private Yaml.Entry chosen(Field field, Class<?> type, Yaml node, String path) {
    if (node instanceof Yaml.Scalar scalar && scalar.kind() == Yaml.Kind.TEXT) {
      Yaml none = new Yaml.Mapping(List.of(), scalar.at());
      return new Yaml.Entry(scalar.text(), scalar.at(), none);
    }
    if (node instanceof Yaml.Mapping mapping && mapping.entries().size() == 1) {
      return mapping.entries().get(0);
    }
    String got = node instanceof Yaml.Mapping many ? many.entries().size() + " keys" : node.shown();
    throw new ExperimentException(
        node.at(), path, got, scalars.expected(field, type) + "; alone or with its settings");
  }

  /** A choice by its key, or by the keys of its settings among those of the record. */
  Named inlined(Class<?> type, Yaml.Mapping mapping, String path, Position at) {
    Inlined inlined = Inlined.of(type, catalog).orElseThrow();
    List<String> own = Field.of(type).stream().map(Field::key).toList();
    List<Yaml.Entry> beside =
        mapping.entries().stream().filter(entry -> !own.contains(entry.key())).toList();
    Field field = inlined.field();
    String key = Binder.join(path, field.key());
    Yaml.Entry given = mapping.get(field.key());
    Yaml.Entry chosen = given == null ? null : chosen(field, Named.class, given.value(), key);
    boolean alone = given != null && given.value() instanceof Yaml.Mapping;
    if (chosen == null || (chosen.key().equals(inlined.standard()) && !alone)) {
      Yaml settings = new Yaml.Mapping(beside, mapping.at());
      return new Named(
          inlined.standard(), (Record) binder.record(inlined.settings(), settings, path, at));
    }
    if (!beside.isEmpty()) {
      Yaml.Entry first = beside.get(0);
      throw new ExperimentException(
          first.keyAt(),
          path,
          first.key() + " beside " + field.key() + ": " + chosen.key(),
          "the settings of " + chosen.key() + " under its name, and no others");
    }
    if (chosen.key().equals(inlined.standard())) {
      // One path for its settings, however they are written.
      return new Named(
          chosen.key(), (Record) binder.record(inlined.settings(), chosen.value(), path, at));
    }
    binder.stands(key, Objects.requireNonNull(given).value().at());
    return named(field, given.value(), key);
  }
}
