import QtQuick
import Saltern.Ui

// A raised surface with a hairline around it.
Rectangle {
    color: Theme.panel
    border.color: Theme.border
    radius: Theme.radius + 2
}
