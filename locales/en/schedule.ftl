### Scheduled jobs.

## A schedule in words: parts of one sentence, whose first letter becomes a capital

words-every-minute = every minute
# $count (String) - 2 or more.
words-every-minutes = every { $count } minutes
# $first (String) - A time of day: 08:00.
# $last (String) - A time of day: 08:00.
words-every-minute-between = every minute from { $first } to { $last }
# $count (String) - 2 or more.
# $first (String) - A time of day: 08:00.
# $last (String) - A time of day: 08:00.
words-every-minutes-between = every { $count } minutes from { $first } to { $last }
# $hours (String) - Numbers: 0 to 3, 8 and 10.
words-every-minute-of-hours = every minute of the hours { $hours }
# $count (String) - 2 or more.
# $hours (String) - Numbers: 0 to 3, 8 and 10.
words-every-minutes-of-hours = every { $count } minutes of the hours { $hours }
words-every-hour = every hour
# $minute (String) - A number.
words-every-hour-at = every hour at minute { $minute }
# $minutes (String) - Numbers: 5, 20 and 40.
words-minutes-of-every-hour = at minutes { $minutes } of every hour
# $first (String) - A time of day: 08:00.
# $last (String) - A time of day: 08:00.
words-every-hour-between = every hour from { $first } to { $last }
# $count (String) - 2 or more.
# $first (String) - A time of day: 08:00.
words-every-hours-from = every { $count } hours from { $first }
# $count (String) - 2 or more.
# $first (String) - A time of day: 08:00.
# $last (String) - A time of day: 08:00.
words-every-hours-between = every { $count } hours from { $first } to { $last }
# $minute (String) - A number.
# $hours (String) - Numbers: 0 to 3, 8 and 10.
words-minute-of-hours = at minute { $minute } past hours { $hours }
# $minutes (String) - Numbers: 5, 20 and 40.
# $hours (String) - Numbers: 0 to 3, 8 and 10.
words-minutes-of-hours = at minutes { $minutes } past hours { $hours }
# $minutes (String) - Numbers: 5, 20 and 40.
# $time (String) - A full hour: 08:00.
words-minutes-after = at minutes { $minutes } past { $time }
# $first (String) - A number.
# $last (String) - A number.
words-numbers = { $first } to { $last }
# $days (String) - Which days.
# $times (String) - Times of day: 09:00 and 17:00.
words-days-at = { $days } at { $times }
words-every-day = every day
# $day (String) - A day and a month: 1 January.
words-every-date = every { $day }
# $day (String) - A weekday.
words-every-weekday = every { $day }
# $day (String) - A weekday, one of several.
words-weekday = { $day }
# $first (String) - A weekday.
# $last (String) - A weekday.
words-weekdays = { $first } to { $last }
# $day (String) - The place of a day in its month: 1st.
words-day = the { $day }
# $first (String) - 1st.
# $last (String) - 7th.
words-days = the { $first } to the { $last }
words-last-day = the last day
# $day (String) - A weekday.
words-first-weekday = the first { $day }
# $day (String) - A weekday.
words-second-weekday = the second { $day }
# $day (String) - A weekday.
words-third-weekday = the third { $day }
# $day (String) - A weekday.
words-fourth-weekday = the fourth { $day }
# $day (String) - A weekday.
words-fifth-weekday = the fifth { $day }
# $day (String) - A weekday.
words-last-weekday = the last { $day }
# $days (String) - Days: the 1st and the last day.
words-days-of-every-month = on { $days } of every month
# $day (String) - A day that some months lack: the 31st.
words-day-of-months-with-it = on { $day } of every month that has one
# $days (String) - Days: the 1st and the last day.
words-days-of-the-month = on { $days } of the month
# $days (String) - Which days.
# $others (String) - Further days.
words-days-and-also = { $days } as well as { $others }
# $month (String) - The name.
words-month = in { $month }
# $month (String) - The name, after another.
words-further-month = { $month }
# $first (String) - The name of a month that begins with a consonant.
# $last (String) - The name of a month.
words-months = from { $first } to { $last }
# $first (String) - The name of a month that begins with a vowel.
# $last (String) - The name of a month.
words-months-from-vowel = from { $first } to { $last }
