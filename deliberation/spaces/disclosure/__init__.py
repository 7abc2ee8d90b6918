"""What is kept from the public: on which ground of the law, until when, and how it is looked at again."""
