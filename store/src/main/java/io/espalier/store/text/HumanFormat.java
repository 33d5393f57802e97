package io.espalier.store.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats numbers and times for people. */
public final class HumanFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private HumanFormat() {}

  /** A time on this machine's clock. */
  public static String time(Instant instant) {
    return TIME.format(instant.atZone(ZoneId.systemDefault()));
  }

  /** A time on this machine's clock, without the date where that is today's. */
  public static String clock(Instant instant, Instant now) {
    String time = time(instant);
    String date = time.substring(0, time.indexOf(' ') + 1);
    return time(now).startsWith(date) ? time.substring(date.length()) : time;
  }

  /** The time between two instants. */
  public static String duration(Instant from, Instant to) {
    return duration(Duration.between(from, to));
  }

  /** Such as {@code 4.2 s}, {@code 3 min 20 s}, {@code 2 h 5 min}, {@code 3 d 4 h}. */
  public static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", Math.max(0, duration.toMillis()) / 1000.0);
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86_400) {
      return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
    return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
  }

  /** Such as {@code 812 B}, {@code 1.3 MB}. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    String[] units = {"kB", "MB", "GB", "TB"};
    double value = bytes / 1000.0;
    int unit = 0;
    // What would be rounded to 1000.0 belongs to the next unit.
    while (value >= 999.95 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }

  /** A number of things, such as {@code 812}, {@code 1.34 M}, {@code 266 k}; at least 0. */
  public static String amount(long number) {
    if (number < 1000) {
      return Long.toString(number);
    }
    String[] units = {"k", "M", "G", "T", "P", "E"};
    double value = number / 1000.0;
    int unit = 0;
    // What would be rounded to 1000 belongs to the next unit.
    while (value >= 999.5) {
      value /= 1000;
      unit++;
    }
    String digits = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, digits + " %s", value, units[unit]);
  }

  /** The first 12 digits of a digest. */
  public static String digest(@Nullable String digest) {
    return digest == null ? "–" : digest.substring(0, Math.min(12, digest.length()));
  }

  /** A fraction with four decimals, or a dash. */
  public static String fraction(@Nullable Double value) {
    return value == null || !Double.isFinite(value)
        ? "–"
        : String.format(Locale.ROOT, "%.4f", value);
  }
}
