### Words that stand on many pages.

product = DataSync
skip-to-content = Skip to content
language-label = Language
# $version (String) - The major version.
# $release (String) - The minor version.
# $build (String) - The build number.
version-line = Version { $version } · Release { $release } · Build { $build }
development-license = Development license
development-license-help = This server accepts licenses made for trying it out. Do not use it for real data.
log-in = Log in
log-out = Log out
register-link = Register
menu = Menu
working = One moment…

## Months

month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December

## Weekdays

weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday

## Lists

# $others (String) - All but the last, with commas between them.
# $last (String) - The last.
list-and = { $others } and { $last }

## Accounts

role-administrator = Administrator
role-user = User
status-requested = Waits for approval
status-locked = Locked
status-pending = Pending
status-active = Active
status-disabled = Disabled

## Licenses

feature-synchronization = Synchronization
feature-consolidation = Consolidation
feature-migration = Migration
feature-export = Export
