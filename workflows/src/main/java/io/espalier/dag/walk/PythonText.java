package io.espalier.dag.walk;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as Python prints them, where Airflow hashes the printed form. */
final class PythonText {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private PythonText() {}

  /** {@code str(datetime)} in UTC: microseconds only where they are not zero; None for null. */
  static String datetime(@Nullable Instant instant) {
    if (instant == null) {
      return "None";
    }
    int micros = instant.get(ChronoField.MICRO_OF_SECOND);
    String fraction = micros == 0 ? "" : String.format(Locale.ROOT, ".%06d", micros);
    return SECONDS.format(instant) + fraction + "+00:00";
  }
}
