import QtQuick
import Saltern.Ui

// What is known of a few things that may each be unknown, in one line.
Label {
    /// Texts; empty ones are left out.
    property var facts: []
    property string between: " · "

    text: facts.filter(fact => fact !== "").join(between)
}
