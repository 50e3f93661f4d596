import QtQuick
import Saltern.Studio

// A card for those who do not see it: the canvas paints it, this says what it is.
NodeItem {
    Accessible.role: Accessible.ListItem
    Accessible.name: description
    Accessible.focusable: true
    Accessible.selectable: true
    Accessible.selected: selected
}
