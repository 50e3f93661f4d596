pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Ui

// A row for each setting; short ones share a line.
Repeater {
    id: rows

    required property var settings // the SettingsForm around them
    required property real rowWidth

    delegate: ParameterRow {
        width: half ? Math.floor((rows.rowWidth - 12) / 2) : rows.rowWidth
        form: rows.settings.model
        scope: rows.settings.scope
        samples: rows.settings.samples
        documentPath: rows.settings.document === null ? "" : rows.settings.document.path
        timeZone: rows.settings.timeZone
    }
}
