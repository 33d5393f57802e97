package io.espalier.experiment.read;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.setting.Inline;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A choice whose settings may stand among the keys of the record around it, see {@link Inline}.
 *
 * @param field the component that chooses
 * @param standard the name where its key is left out
 * @param settings the settings of that, whose keys the record has then
 */
public record Inlined(Field field, String standard, Class<? extends Record> settings) {
  /** That of a record, if it has one. */
  public static Optional<Inlined> of(Class<?> type, Catalog catalog) {
    return Field.of(type).stream()
        .filter(field -> field.inline() != null)
        .map(field -> of(field, catalog))
        .findFirst();
  }

  private static Inlined of(Field field, Catalog catalog) {
    String standard = Objects.requireNonNull(field.inline());
    Known known = Objects.requireNonNull(field.known());
    Class<? extends Record> settings = SettingsType.of(catalog.get(known.value(), standard));
    return new Inlined(field, standard, Objects.requireNonNull(settings, standard));
  }

  /** All keys that a record may have, those of its inlined choice among them. */
  public static List<Field> fields(Class<?> type, Catalog catalog) {
    List<Field> fields = new ArrayList<>(Field.of(type));
    of(type, catalog).ifPresent(inlined -> fields.addAll(Field.of(inlined.settings())));
    return fields;
  }

  /** Whether the settings of a chosen thing are written among the keys of the record. */
  static boolean written(Field field, Named chosen) {
    return chosen.name().equals(field.inline());
  }
}
